import { noUsage, type TokenUsage } from '../../kernel/token-usage.js';

/** English prose and code run at about four bytes a token over the current tokenizers. */
const BYTES_PER_TOKEN = 4;

/**
 * What a request cost when the vendor did not say (a stream that was cut, a server without usage). Rough, and marked as
 * such. A stream's frames each carry one delta in an envelope about as long as the first, empty one.
 */
export function estimateUsage(
  request: { bodyBytes: number },
  stream: { bytes: number; firstFrameBytes: number },
): TokenUsage {
  const frames = stream.firstFrameBytes === 0 ? 0 : stream.bytes / (stream.firstFrameBytes + BYTES_PER_TOKEN);
  return {
    ...noUsage('estimated'),
    inputUncached: Math.ceil(request.bodyBytes / BYTES_PER_TOKEN),
    output: Math.max(0, Math.round(frames) - 1),
  };
}

/** The same for an answer that came whole and without usage: its body is nearly all text. */
export function estimateWhole(requestBytes: number, answerBytes: number): TokenUsage {
  return {
    ...noUsage('estimated'),
    inputUncached: Math.ceil(requestBytes / BYTES_PER_TOKEN),
    output: Math.ceil(answerBytes / BYTES_PER_TOKEN),
  };
}
