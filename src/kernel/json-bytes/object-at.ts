import { type JsonObject, parseJsonObject } from '../json.js';

/**
 * The object that begins here, white space aside, for flat objects of numbers and details, whose braces need no string
 * awareness. `null` where there is none, or none that ends within `limitBytes`.
 */
export function objectAt(body: Buffer, from: number, limitBytes: number): JsonObject | null {
  const text = body.toString('latin1', from, from + limitBytes);
  const start = text.indexOf('{');
  if (start === -1 || text.slice(0, start).trim() !== '') return null;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return parseJsonObject(text.slice(start, at + 1));
  }
  return null;
}

/** Whether a body may be whole: one that was cut inside of an object ends otherwise, mostly. */
export function endsLikeAnObject(body: Buffer): boolean {
  return body
    .toString('latin1', body.length - 8)
    .trimEnd()
    .endsWith('}');
}
