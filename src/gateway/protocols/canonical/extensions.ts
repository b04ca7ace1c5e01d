import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { Dialect } from '../dialect.js';

/**
 * What only one dialect can say (signatures, safety ratings, spellings); its codec restores it exactly, the others
 * pass it by. Keys are the dialect's own wire names.
 */
export type Extensions = Partial<Record<Dialect, JsonObject>>;

/** `undefined` for an empty object, so that nodes without extensions carry none. */
export function extensionsOf(dialect: Dialect, fields: JsonObject): Extensions | undefined {
  for (const value of Object.values(fields)) {
    if (value !== undefined) return { [dialect]: fields };
  }
  return undefined;
}

/** Joins what a stream said in pieces: lists grow, objects merge, anything else is replaced by the later word. */
export function mergeExtensions(
  earlier: Extensions | undefined,
  later: Extensions | undefined,
): Extensions | undefined {
  if (!earlier || !later) return later ?? earlier;
  return mergeObjects(earlier as JsonObject, later as JsonObject) as Extensions;
}

function mergeObjects(earlier: JsonObject, later: JsonObject): JsonObject {
  // Entries, not assignments: a vendor's "__proto__" key must stay a plain entry.
  const merged = new Map<string, JsonValue | undefined>(Object.entries(earlier));
  for (const [key, value] of Object.entries(later)) merged.set(key, mergeValues(merged.get(key), value));
  return Object.fromEntries(merged);
}

function mergeValues(earlier: JsonValue | undefined, later: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(earlier) && Array.isArray(later)) return [...earlier, ...later];
  if (isJsonObject(earlier) && isJsonObject(later)) return mergeObjects(earlier, later);
  return later ?? earlier;
}
