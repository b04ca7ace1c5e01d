import type { Framing } from '../../protocols/dialect.js';

/**
 * Characters. Most first frames end within the first few; a network read may bring a hundred frames behind them. One beyond
 * the last is not parsed only to be judged: that would cost more than it could save.
 */
const JUDGED = [512, 65_536];

/**
 * Whether the first frame that carries something is no JSON: no client could read it, and another target may still
 * answer. Later ones pass as they come.
 */
export function beginsMalformed(frames: Buffer, framing: Framing): boolean {
  for (const length of JUDGED) {
    const lines = linesOf(frames, length);
    const data = framing === 'sse' ? firstData(lines) : lines.find((line) => line.trim() !== '');
    if (data !== undefined) return !isJson(data);
    if (frames.length <= length) break;
  }
  return false;
}

function linesOf(frames: Buffer, length: number): string[] {
  const lines = frames.toString('latin1', 0, length).split(/\r\n|\n|\r/, 64);
  // A line that was cut off here proves nothing.
  return frames.length > length ? lines.slice(0, -1) : lines;
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
