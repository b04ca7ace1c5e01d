import { isJsonObject, type JsonObject, type JsonValue } from '../../src/kernel/json.ts';

/** The part of JSON Schema that the vendors' specifications use. */
export type Schema = JsonObject;

/** Finds what a `$ref` points to. */
export type Resolve = (reference: string) => Schema;

interface Rules {
  readonly resolve: Resolve;
  /** Whether a key that the schema does not list is a violation: vendors refuse such requests, SDKs ignore such answers. */
  readonly closed: boolean;
}

/**
 * What a value breaks of a schema: `/messages/0/role: must be one of …`. Types, required fields, enumerations, bounds,
 * unions and unknown keys; formats are not looked at. Of a union the alternative speaks that the value names (by `type` or
 * `role`), and of several the one with the fewest violations.
 */
export function violationsOf(value: JsonValue, schema: Schema, rules: Rules, place = ''): string[] {
  const flat = flatten(schema, rules.resolve);
  if (value === null && isNullable(flat, rules)) return [];
  const own = [...violatedTypes(value, flat, place), ...violatedValues(value, flat, place)];
  const unions = flat.unions.flatMap((variants) => {
    const meant = variants.filter((variant) => isMeant(value, flatten(variant, rules.resolve), rules));
    const answers = (meant.length > 0 ? meant : variants).map((variant) =>
      violationsOf(value, joined(flat, variant), rules, place),
    );
    return answers.reduce((best, next) => (next.length < best.length ? next : best));
  });
  // A variant knows the fields beside the union, so it has judged all of them.
  if (flat.unions.length > 0) return [...own, ...unions];
  if (Array.isArray(value)) {
    const { items } = flat;
    if (!items) return own;
    return [...own, ...value.flatMap((item, index) => violationsOf(item, items, rules, `${place}/${index}`))];
  }
  return isJsonObject(value) ? [...own, ...violatedFields(value, flat, rules, place)] : own;
}

interface FlatSchema {
  readonly types: readonly string[];
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
  readonly additional: JsonValue | undefined;
  readonly items?: Schema;
  readonly unions: readonly (readonly Schema[])[];
  readonly nullable: boolean;
  readonly said: Schema;
}

/** A schema with its references followed and its `allOf` joined. */
function flatten(schema: Schema, resolve: Resolve): FlatSchema {
  const { $ref: reference, allOf, ...said } = schema;
  const parts = [...(typeof reference === 'string' ? [resolve(reference)] : []), ...schemasIn(allOf)].map((part) =>
    flatten(part, resolve),
  );
  const { type, items } = said;
  const own: FlatSchema = {
    types: Array.isArray(type)
      ? type.filter((name) => typeof name === 'string')
      : typeof type === 'string'
        ? [type]
        : [],
    properties: isJsonObject(said['properties']) ? (said['properties'] as Record<string, Schema>) : {},
    required: Array.isArray(said['required']) ? said['required'].filter((name) => typeof name === 'string') : [],
    additional: said['additionalProperties'],
    ...(isJsonObject(items) ? { items } : {}),
    unions: [schemasIn(said['anyOf']), schemasIn(said['oneOf'])].filter((variants) => variants.length > 0),
    nullable: said['nullable'] === true,
    said,
  };
  return parts.reduceRight(both, own);
}

function both(one: FlatSchema, other: FlatSchema): FlatSchema {
  const items = other.items ?? one.items;
  return {
    types: other.types.length > 0 ? other.types : one.types,
    properties: { ...one.properties, ...other.properties },
    required: [...one.required, ...other.required],
    additional: other.additional ?? one.additional,
    ...(items ? { items } : {}),
    unions: [...one.unions, ...other.unions],
    nullable: one.nullable || other.nullable,
    said: { ...one.said, ...other.said },
  };
}

/** Whether a value calls itself by the name of this variant, or is at least of its type. */
function isMeant(value: JsonValue, { types, properties, unions }: FlatSchema, rules: Rules): boolean {
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false;
  if (types.length === 0 && unions.length > 0) {
    return unions.some((variants) =>
      variants.some((variant) => isMeant(value, flatten(variant, rules.resolve), rules)),
    );
  }
  if (!isJsonObject(value)) return true;
  return ['type', 'role'].every((name) => {
    const schema = properties[name];
    const said = value[name];
    return !schema || said === undefined || violationsOf(said, schema, rules).length === 0;
  });
}

/** A variant together with the fields that stand beside its union. */
function joined({ properties, required, additional }: FlatSchema, variant: Schema): Schema {
  if (Object.keys(properties).length === 0) return variant;
  return { allOf: [{ properties, required: [...required], additionalProperties: additional }, variant] };
}

function schemasIn(list: JsonValue | undefined): Schema[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

function isNullable({ nullable, types, unions }: FlatSchema, { resolve }: Rules): boolean {
  if (nullable || types.includes('null')) return true;
  const allows = (variant: Schema) => isNullable(flatten(variant, resolve), { resolve, closed: false });
  return unions.some((variants) => variants.some(allows));
}

function violatedTypes(value: JsonValue, { types }: FlatSchema, place: string): string[] {
  if (types.length === 0 || types.some((type) => isOfType(value, type))) return [];
  return [`${place}: must be ${types.join(' or ')}`];
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'object':
      return isJsonObject(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function violatedValues(value: JsonValue, { said }: FlatSchema, place: string): string[] {
  const { enum: allowed, const: only, minimum, maximum, pattern, minItems, minLength } = said;
  const broken: string[] = [];
  if (Array.isArray(allowed) && !allowed.includes(value)) broken.push(`must be one of ${allowed.join(', ')}`);
  if (only !== undefined && value !== only) broken.push(`must be ${JSON.stringify(only)}`);
  if (typeof value === 'number') {
    if (typeof minimum === 'number' && value < minimum) broken.push(`must be at least ${minimum}`);
    if (typeof maximum === 'number' && value > maximum) broken.push(`must be at most ${maximum}`);
  }
  if (typeof value === 'string') {
    if (typeof pattern === 'string' && !new RegExp(pattern, 'u').test(value)) broken.push(`must match ${pattern}`);
    if (typeof minLength === 'number' && value.length < minLength) broken.push(`must have ${minLength} characters`);
  }
  if (Array.isArray(value) && typeof minItems === 'number' && value.length < minItems) {
    broken.push(`must have ${minItems} items`);
  }
  return broken.map((what) => `${place}: ${what}`);
}

function violatedFields(value: JsonObject, flat: FlatSchema, rules: Rules, place: string): string[] {
  const { properties, required, additional } = flat;
  const missing = required.filter((name) => value[name] === undefined).map((name) => `${place}/${name}: is required`);
  const isFree = additional === true || (additional === undefined && Object.keys(properties).length === 0);
  const fields = Object.entries(value).flatMap(([name, field]) => {
    if (field === undefined) return [];
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const schema = known ?? (isJsonObject(additional) ? additional : undefined);
    if (schema) return violationsOf(field, schema, rules, `${place}/${name}`);
    return isFree || !rules.closed ? [] : [`${place}/${name}: is unknown`];
  });
  return [...missing, ...fields];
}
