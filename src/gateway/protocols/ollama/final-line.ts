import { parseJsonObject } from '../../../kernel/json.js';
import type { TokenUsage } from '../../../kernel/token-usage.js';
import { readOllamaUsage } from './usage.js';

/** What ends an answer: the line that says `done`, or an error. */
export interface FinalLine {
  readonly stopReason: string | null;
  readonly usage: TokenUsage | null;
  readonly error?: string;
}

/** Inside of strings these quotes are escaped, so a line without the marks cannot be final. */
const MARK = /"done" ?: ?true|"error"/;

/**
 * @param line in latin1, as the tap cuts it out of the bytes
 * @returns `null` for a line in the middle of an answer, and for what is no line of one
 */
export function readFinalLine(line: string): FinalLine | null {
  if (!MARK.test(line)) return null;
  const value = parseJsonObject(Buffer.from(line, 'latin1').toString());
  if (value === null) return null;
  const { error, done, done_reason: reason } = value;
  if (error) return { stopReason: null, usage: null, error: typeof error === 'string' ? error : JSON.stringify(error) };
  if (done !== true) return null;
  return { stopReason: typeof reason === 'string' ? reason : null, usage: readOllamaUsage(value) };
}
