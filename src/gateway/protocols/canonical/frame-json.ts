import { type JsonObject, parseJsonObject } from '../../../kernel/json.js';

/**
 * The object in the text of one server-sent event; `null` where there is none.
 * @param frame sliced as latin1, which costs nothing; the bytes are UTF-8
 */
export function frameObject(frame: string): JsonObject | null {
  const at = frame.indexOf('{');
  const end = frame.lastIndexOf('}');
  if (at === -1 || end < at) return null;
  return parseJsonObject(Buffer.from(frame.slice(at, end + 1), 'latin1').toString('utf8'));
}
