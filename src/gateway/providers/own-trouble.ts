import { readOpenAiError } from './openai-error.js';
import type { UpstreamFailure } from './provider.js';

/** Our key, our bill: whoever asks is told the same. */
const ALWAYS: ReadonlySet<number> = new Set([401, 402]);
/** What our account may use and what there is; or a file, an earlier answer, a text that only this request has. */
const SOMETIMES: ReadonlySet<number> = new Set([403, 404]);

const QUOTED = /`[^`]*`|'[^']*'|"[^"]*"/g;
const OURS =
  /\b(models?|deployments?|api key|access token|security token|credentials|account|project|organi[sz]ation|subscription|billing|country|region|firewall)\b/i;
/**
 * What stands in the request: things that it names (https://platform.openai.com/docs/guides/conversation-state,
 * https://ai.google.dev/api/caching: 403 for what is not there), what it says (https://openrouter.ai/docs/api-reference/errors:
 * 403 for flagged input), and a call that the model does not have.
 */
const THE_CALLER_S =
  /\b(files?|cached ?contents?|responses?|items?|conversations?|containers?|vector stores?|assistants?|threads?|batch|guidelines?|moderation|flagged|safety|content policy|endpoint|not a chat model)\b/i;

/**
 * Whether a refusal is about our key, our bill or our model, so that other requests would be refused as well. In doubt it is
 * not: a caller must not be able to keep others from a target.
 */
export function isOwnTrouble({ status, body }: Extract<UpstreamFailure, { kind: 'status' }>): boolean {
  if (ALWAYS.has(status)) return true;
  if (!SOMETIMES.has(status)) return false;
  // What is quoted may be the caller's own word.
  const message = readOpenAiError(status, body).message.replaceAll(QUOTED, '');
  return OURS.test(message) && !THE_CALLER_S.test(message);
}
