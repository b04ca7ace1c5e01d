/**
 * The same bytes in memory of their own. What is kept for minutes must not hold on to the network read, or to the part of
 * Node's pool, that it was cut from.
 */
export function ownCopy(parts: readonly Buffer[]): Buffer {
  const copy = Buffer.allocUnsafeSlow(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) at += part.copy(copy, at);
  return copy;
}
