import { noUsage } from '../../../kernel/token-usage.js';
import type { SideTranslation } from '../side-translation.js';
import type { EmbeddingsClient, EmbeddingsRequest, EmbeddingsVendor } from './embeddings.js';
import { geminiEmbeddingsVendor } from './gemini-embeddings.vendor.js';
import { ollamaEmbedClient } from './ollama-embed.client.js';
import { ollamaEmbedVendor } from './ollama-embed.vendor.js';
import { openaiEmbeddingsClient } from './openai-embeddings.client.js';
import { openaiEmbeddingsVendor } from './openai-embeddings.vendor.js';

/** English prose and code run at about four bytes a token. */
const BYTES_PER_TOKEN = 4;

/** Every client's embeddings call as every other vendor's. */
export const EMBEDDINGS_TRANSLATIONS: readonly SideTranslation[] = [
  translation(openaiEmbeddingsClient, ollamaEmbedVendor),
  translation(openaiEmbeddingsClient, geminiEmbeddingsVendor),
  translation(ollamaEmbedClient, openaiEmbeddingsVendor),
  translation(ollamaEmbedClient, geminiEmbeddingsVendor),
];

function translation(client: EmbeddingsClient, vendor: EmbeddingsVendor): SideTranslation {
  return {
    from: client.dialect,
    to: vendor.dialect,
    translate(raw, model) {
      const { request, losses, encodeAnswer } = client.decodeRequest(raw);
      const encoded = vendor.encodeRequest(request, model);
      return {
        body: encoded.body,
        losses: [...losses, ...encoded.losses],
        readAnswer(answer) {
          const decoded = vendor.decodeAnswer(answer);
          if (decoded === null || decoded.vectors.length !== request.texts.length) return null;
          const inputTokens = decoded.inputTokens ?? estimateTokens(request);
          const source = decoded.inputTokens === null ? 'estimated' : 'provider';
          return {
            body: encodeAnswer({ vectors: decoded.vectors, model, inputTokens }),
            usage: { ...noUsage(source), inputUncached: inputTokens },
          };
        },
      };
    },
  };
}

/** For vendors that do not count: clients' types want a number, and the ledger marks it as estimated. */
function estimateTokens({ texts }: EmbeddingsRequest): number {
  return Math.ceil(texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) / BYTES_PER_TOKEN);
}
