const COLON = 0x3a;

/** Whether these bytes of an event stream say nothing but that the sender is alive. */
export function isOnlyComments(bytes: Buffer): boolean {
  if (bytes[0] !== COLON) return false;
  return bytes
    .toString('latin1')
    .split(/\r\n|\n|\r/)
    .every((line) => line === '' || line.startsWith(':'));
}
