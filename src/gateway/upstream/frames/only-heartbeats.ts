import { isOnlyComments } from './only-comments.js';

const E = 0x65;
const PING = /^event: ?ping[\r\n]/;
/** Pings are a line or two: what is longer says something. */
const LONGEST = 1024;

/**
 * Whether these bytes of an event stream say that the sender is alive and nothing of its answer: comments, and events named
 * `ping`. What begins as neither costs two comparisons.
 */
export function isOnlyHeartbeats(bytes: Buffer): boolean {
  if (isOnlyComments(bytes)) return true;
  if (bytes[0] !== E || bytes.length > LONGEST) return false;
  return bytes
    .toString('latin1')
    .split(/\r\n\r\n|\n\n/)
    .every((frame) => frame === '' || frame.startsWith(':') || PING.test(frame));
}
