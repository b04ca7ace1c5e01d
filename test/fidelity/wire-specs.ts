import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/kernel/json.ts';
import { type Schema, violationsOf } from './wire-schema.ts';

/** The vendors' machine-readable specifications lie beside the recordings, outside the repository. */
const root = resolve(process.env['WIRE_RECORDINGS'] ?? '../shared/wire/recordings', '../specs');

export const specsAreHere = existsSync(join(root, 'SOURCES.md'));

const FILES = {
  openai: 'openai.openapi.yaml',
  anthropic: 'anthropic.openapi.json',
  gemini: 'gemini.v1beta.openapi.json',
  ollama: 'ollama.openapi.yaml',
  bedrock: 'bedrock-runtime.2023-09-30.service-2.json',
} as const;

export type Spec = keyof typeof FILES;

const documents = new Map<Spec, JsonObject>();

/** @param asks whether the value is a request, where an unknown key is refused, or an answer, where it is ignored */
export function brokenRules(spec: Spec, name: string, value: JsonValue, asks: 'request' | 'answer'): string[] {
  const document = documents.get(spec) ?? read(spec);
  documents.set(spec, document);
  const resolveIn = (reference: string): Schema => at(document, reference.replace(/^#\//, '').split('/'));
  const path = spec === 'bedrock' ? ['shapes', name] : ['components', 'schemas', name];
  return violationsOf(value, at(document, path), { resolve: resolveIn, closed: asks === 'request' });
}

function at(document: JsonObject, path: readonly string[]): Schema {
  let found: JsonValue | undefined = document;
  for (const step of path) found = isJsonObject(found) ? found[step.replaceAll('~1', '/')] : undefined;
  if (!isJsonObject(found)) throw new Error(`The specification has no ${path.join('/')}`);
  return found;
}

function read(spec: Spec): JsonObject {
  const text = readFileSync(join(root, FILES[spec]), 'utf8');
  const document = FILES[spec].endsWith('.yaml') ? parseYaml(text) : (JSON.parse(text) as JsonObject);
  return spec === 'bedrock' ? { shapes: schemasOf(document['shapes'] as JsonObject) } : document;
}

/** With the parser that @nestjs/swagger writes its documents with. */
function parseYaml(text: string): JsonObject {
  const { load } = createRequire(import.meta.resolve('@nestjs/swagger'))('js-yaml') as {
    load: (text: string) => JsonObject;
  };
  // One example in OpenAI's document is a blank line indented deeper than what follows, which is no YAML.
  return load(text.replaceAll(/example: \|\+\n\s*\n/g, 'example: ""\n'));
}

/** The shapes of an AWS service model as JSON schemas. */
function schemasOf(shapes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, isJsonObject(shape) ? schemaOf(shape) : {}]),
  );
}

function schemaOf(shape: JsonObject): Schema {
  const { type, members, required, member, value, min, max, enum: allowed, pattern } = shape;
  switch (type) {
    case 'structure': {
      // Members with a location travel in the path or in a header. A document is any JSON.
      const fields = Object.entries(isJsonObject(members) ? members : {}).filter(
        ([, field]) => isJsonObject(field) && field['location'] === undefined,
      );
      if (shape['document'] === true) return {};
      const names = new Set(fields.map(([name]) => name));
      return {
        type: 'object',
        properties: Object.fromEntries(fields.map(([name, field]) => [name, referenceTo(field)])),
        required: Array.isArray(required) ? required.filter((name) => names.has(String(name))) : [],
        additionalProperties: false,
      };
    }
    case 'list':
      return { type: 'array', items: referenceTo(member), ...(min === undefined ? {} : { minItems: min }) };
    case 'map':
      return { type: 'object', additionalProperties: referenceTo(value) };
    case 'integer':
    case 'long':
      return { type: 'integer', ...(min === undefined ? {} : { minimum: min, maximum: max }) };
    case 'float':
    case 'double':
      return { type: 'number', ...(min === undefined ? {} : { minimum: min, maximum: max }) };
    case 'boolean':
      return { type: 'boolean' };
    case 'timestamp':
      return {};
    default:
      return {
        type: 'string',
        ...(allowed === undefined ? {} : { enum: allowed }),
        ...(min === undefined ? {} : { minLength: min }),
        ...(pattern === undefined ? {} : { pattern: `^(?:${String(pattern)})$` }),
      };
  }
}

function referenceTo(field: JsonValue | undefined): Schema {
  return isJsonObject(field) ? { $ref: `#/shapes/${String(field['shape'])}` } : {};
}
