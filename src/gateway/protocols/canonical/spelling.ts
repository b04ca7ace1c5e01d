import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../../kernel/json.js';
import { child, segments } from './json-pointer.js';

/** The other name by which a dialect knows the same field: Google's APIs take `max_output_tokens` for `maxOutputTokens`. */
export type OtherSpelling = (name: string) => string;

/** The spelling in which an object holds a field; the dialect's own where it holds neither. */
export function spelledIn(source: JsonObject, name: string, other: OtherSpelling | undefined): string {
  if (other === undefined || Object.hasOwn(source, name)) return name;
  const alternative = other(name);
  return Object.hasOwn(source, alternative) ? alternative : name;
}

/** A place in the spelling of this very body, as far as the body goes. */
export function respelled(body: JsonObject, pointer: JsonPointer, other: OtherSpelling | undefined): JsonPointer {
  if (other === undefined) return pointer;
  let place: JsonPointer = '';
  let value: JsonValue | undefined = body;
  for (const step of segments(pointer)) {
    const spelled: string = isJsonObject(value) ? spelledIn(value, step, other) : step;
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isJsonObject(value) && Object.hasOwn(value, spelled) ? value[spelled] : undefined;
    place = child(place, spelled);
  }
  return place;
}
