import { Secret } from './secret.js';

/** Whether two values say the same, secrets included: lists and plain objects by their parts, the rest by identity. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (one instanceof Secret) return other instanceof Secret && one.equals(other.reveal());
  if (other instanceof Secret || Array.isArray(one) !== Array.isArray(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSameValue(partOf(one, name), partOf(other, name)));
}

function partOf(value: object, name: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[name];
}
