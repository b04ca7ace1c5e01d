/** Bytes of the values that have a fixed length, by type: booleans, integers, a timestamp, a UUID. */
const FIXED_LENGTHS: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 8: 8, 9: 16 };
const BYTES = 6;
const STRING = 7;

/**
 * The headers of a message that are text, by name; the others say nothing that we ask for
 * (https://smithy.io/2.0/aws/amazon-eventstream.html#message-headers). Throws RangeError on what is none.
 */
export function readTextHeaders(headers: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  while (at < headers.length) {
    const nameEnd = at + 1 + headers.readUInt8(at);
    const type = headers.readUInt8(nameEnd);
    const hasLength = type === STRING || type === BYTES;
    const begin = nameEnd + (hasLength ? 3 : 1);
    const length = hasLength ? headers.readUInt16BE(nameEnd + 1) : FIXED_LENGTHS[type];
    if (length === undefined) throw new RangeError(`a header of the unknown type ${type}`);
    const end = begin + length;
    if (end > headers.length) throw new RangeError('a header goes beyond the headers');
    if (type === STRING) found.set(headers.toString('utf8', at + 1, nameEnd), headers.toString('utf8', begin, end));
    at = end;
  }
  return found;
}
