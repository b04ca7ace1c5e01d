import type { Framing } from '../../protocols/dialect.js';

const LF_LF = Buffer.from('\n\n');
const CRLF_CRLF = Buffer.from('\r\n\r\n');
const LF = Buffer.from('\n');

/**
 * How many bytes at the beginning of these whole frames carry nothing of an answer yet; comments and empty frames are
 * among them.
 */
export function preambleLength(frames: Buffer, framing: Framing, isPreamble: (frame: string) => boolean): number {
  const separator = framing === 'ndjson' ? LF : frames.includes(CRLF_CRLF) ? CRLF_CRLF : LF_LF;
  let start = 0;
  while (start < frames.length) {
    const at = frames.indexOf(separator, start);
    const end = at === -1 ? frames.length : at + separator.length;
    const frame = frames.toString('latin1', start, end);
    if (!isEmpty(frame) && !isPreamble(frame)) return start;
    start = end;
  }
  return start;
}

function isEmpty(frame: string): boolean {
  return frame.startsWith(':') || frame.trim() === '';
}
