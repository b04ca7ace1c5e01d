import { noUsage } from '../../../kernel/token-usage.js';
import { type AnswerFacts, noFacts, type VerbatimReader } from '../tap.js';

/** The counters stand behind the vectors. */
const TRAILER_BYTES = 512;

/** `/api/embed` never streams. */
export const ollamaEmbedVerbatim: VerbatimReader = {
  createTap: () => {
    throw new Error('embeddings are no stream');
  },
  readWhole,
};

function readWhole(body: Buffer): AnswerFacts {
  const trailer = body.toString('latin1', Math.max(0, body.length - TRAILER_BYTES));
  const count = /"prompt_eval_count":\s*(\d+)/.exec(trailer)?.[1];
  const isAnswer = body.includes('"embeddings"');
  return {
    ...noFacts(),
    usage: count === undefined ? noUsage() : { ...noUsage('provider'), inputUncached: Number(count) },
    complete: isAnswer,
    terminated: isAnswer,
  };
}
