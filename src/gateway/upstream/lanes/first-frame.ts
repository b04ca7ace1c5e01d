import type { Framing } from '../../protocols/dialect.js';

/** Characters. A larger one is not parsed only to be judged: that would cost more than it could save. */
const LONGEST_JUDGED = 65_536;

/**
 * Whether the first frame that carries something is no JSON: no client could read it, and another target may still
 * answer. Later ones pass as they come.
 */
export function beginsMalformed(frames: Buffer, framing: Framing): boolean {
  const text = frames.toString('latin1', 0, LONGEST_JUDGED);
  // A line that was cut off here proves nothing.
  const lines = text.split(/\r\n|\n|\r/, 64).slice(0, frames.length > LONGEST_JUDGED ? -1 : undefined);
  const data = framing === 'sse' ? firstData(lines) : lines.find((line) => line.trim() !== '');
  return data !== undefined && !isJson(data);
}

/** What the lines of the first event with data say; `undefined` where there is none, or only a terminator. */
function firstData(lines: readonly string[]): string | undefined {
  const begin = lines.findIndex((line) => line.startsWith('data:') && line.length > 'data: '.length);
  if (begin === -1) return undefined;
  const length = lines.slice(begin).findIndex((line) => !line.startsWith('data:'));
  if (length === -1) return undefined;
  const data = lines.slice(begin, begin + length).map((line) => line.slice('data:'.length));
  return data[0]!.trim() === '[DONE]' ? undefined : data.join('\n');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
