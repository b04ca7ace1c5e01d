import { FieldReader } from '../canonical/field-reader.js';
import type { DecodedEmbeddings, EmbeddingsClient } from './embeddings.js';

/** `POST /api/embed`, https://github.com/ollama/ollama/blob/main/docs/api.md#generate-embeddings */
export const ollamaEmbedClient: EmbeddingsClient = {
  dialect: 'ollama-embed',
  decodeRequest(raw): DecodedEmbeddings {
    const body = new FieldReader(raw);
    body.requiredString('model');
    const texts = body.strings('input');
    if (texts === undefined) throw body.invalid('input', 'must be a text or a list of texts');
    const request = { texts, dimensions: body.integer('dimensions'), truncate: body.boolean('truncate') };
    return {
      request,
      // keep_alive and options steer Ollama's own runner.
      losses: body.residue().map((pointer) => ({
        pointer,
        disposition: 'dropped',
        reason: OWN.has(pointer) ? 'only Ollama itself has it' : 'the gateway does not know this field',
      })),
      encodeAnswer: ({ vectors, model, inputTokens }) => ({
        model,
        embeddings: vectors.map((vector) => [...vector]),
        prompt_eval_count: inputTokens,
      }),
    };
  },
};

const OWN: ReadonlySet<string> = new Set(['/keep_alive', '/options']);
