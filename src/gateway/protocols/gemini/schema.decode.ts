import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { camelCase } from './spelling.js';

/**
 * Google's `Schema`, a subset of OpenAPI 3.0, as JSON Schema: types in lower case, `nullable` as a type, 64-bit counts as
 * numbers. Keys that it does not know stay as they are.
 */
export function decodeSchema(schema: JsonObject): JsonObject {
  const { nullable, ...fields } = schema;
  const entries = Object.entries(fields).flatMap(([key, value]): [string, JsonValue][] => {
    if (value === undefined) return [];
    const known = KEYWORDS.get(camelCase(key));
    return known === undefined ? [[key, value]] : known(value);
  });
  const decoded: JsonObject = Object.fromEntries(entries);
  const { type } = decoded;
  if (nullable === true && typeof type === 'string') return { ...decoded, type: [type, 'null'] };
  return nullable === undefined || nullable === true || nullable === false ? decoded : { ...decoded, nullable };
}

type Keyword = (value: JsonValue) => [string, JsonValue][];

const inner = (value: JsonValue): JsonValue => (isJsonObject(value) ? decodeSchema(value) : value);
const each = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map(inner);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, inner(schema ?? null)]));
};
/** int64 is a string in Google's JSON. */
const count = (value: JsonValue): JsonValue =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;

const as =
  (name: string, convert: (value: JsonValue) => JsonValue = (value) => value): Keyword =>
  (value) => [[name, convert(value)]];

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map([
  ['type', decodeType],
  ['items', as('items', inner)],
  ['properties', as('properties', each)],
  ['anyOf', as('anyOf', each)],
  ['additionalProperties', as('additionalProperties', inner)],
  ['defs', as('$defs', each)],
  ['ref', as('$ref')],
  ['minItems', as('minItems', count)],
  ['maxItems', as('maxItems', count)],
  ['minLength', as('minLength', count)],
  ['maxLength', as('maxLength', count)],
  ['minProperties', as('minProperties', count)],
  ['maxProperties', as('maxProperties', count)],
  ['propertyOrdering', as('propertyOrdering')],
]);

function decodeType(value: JsonValue): [string, JsonValue][] {
  if (typeof value !== 'string') return [['type', value]];
  return value === 'TYPE_UNSPECIFIED' ? [] : [['type', value.toLowerCase()]];
}
