import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import { FieldReader } from '../canonical/field-reader.js';
import type { Loss } from '../canonical/loss.js';
import { toBase64Floats } from './base64-floats.js';
import type { AnsweredEmbeddings, DecodedEmbeddings, EmbeddingsClient } from './embeddings.js';

const ENCODINGS = ['float', 'base64'] as const;

/** `POST /v1/embeddings`, https://platform.openai.com/docs/api-reference/embeddings/create */
export const openaiEmbeddingsClient: EmbeddingsClient = {
  dialect: 'openai-embeddings',
  decodeRequest(raw): DecodedEmbeddings {
    const body = new FieldReader(raw);
    body.requiredString('model');
    const input = readInput(body);
    const encoding = body.oneOf('encoding_format', ENCODINGS) ?? 'float';
    const user = body.string('user');
    const dimensions = body.integer('dimensions');
    const losses: Loss[] = [
      ...(input === null ? [refused('/input', 'it reads text, not token numbers')] : []),
      ...(user === undefined ? [] : [dropped('/user', 'it does not ask who the end user is')]),
      ...body.residue().map((pointer) => dropped(pointer, 'the gateway does not know this field')),
    ];
    return {
      // OpenAI answers 400 to what is too long; a vendor that would cut it silently is told not to.
      request: { texts: input ?? [], dimensions, truncate: false },
      losses,
      encodeAnswer: (answer) => encodeAnswer(answer, encoding),
    };
  },
};

/** A text or a list of them; `null` for lists of tokens. */
function readInput(body: FieldReader): readonly string[] | null {
  const input = body.peek('input');
  if (isTokens(input) || (Array.isArray(input) && input.length > 0 && input.every(isTokens))) {
    body.value('input');
    return null;
  }
  const texts = body.strings('input');
  if (texts === undefined || texts.length === 0) throw body.invalid('input', 'must be a text or a list of texts');
  return texts;
}

function isTokens(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number');
}

function encodeAnswer({ vectors, model, inputTokens }: AnsweredEmbeddings, encoding: 'float' | 'base64'): JsonObject {
  return {
    object: 'list',
    data: vectors.map((vector, index) => ({
      object: 'embedding',
      index,
      embedding: encoding === 'base64' ? toBase64Floats(vector) : [...vector],
    })),
    model,
    usage: { prompt_tokens: inputTokens, total_tokens: inputTokens },
  };
}

function dropped(pointer: string, reason: string): Loss {
  return { pointer, disposition: 'dropped', reason };
}

function refused(pointer: string, reason: string): Loss {
  return { pointer, disposition: 'refused', reason };
}
