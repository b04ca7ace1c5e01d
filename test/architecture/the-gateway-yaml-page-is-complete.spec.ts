import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readDefinition } from '../../src/config/gateway-file/read-definition.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { gatewaySchema } from '../../src/state/definition/gateway.definition.ts';
import { providerCommonFields } from '../../src/state/definition/provider.definition.ts';
import { ROOT } from './source-files.ts';

const TOP = 'The file';
/** Documented where they are defined. */
const ELSEWHERE = 'providers[], kind: openai-compatible.quirks';
type Described = Set<z.core.$ZodType>;

const COMMON = { ...providerCommonFields, kind: z.string() };

/** What can stand there, without the wrappers of absence; a transformation is known by what goes in. */
function inner(schema: z.core.$ZodType): z.core.$ZodType {
  const { def } = schema._zod;
  if ('innerType' in def) return inner(def.innerType as z.core.$ZodType);
  return schema instanceof z.ZodPipe ? inner(schema.in) : schema;
}

/** As the page writes it. A mapping has none: what its keys have counts. */
function defaultOf(schema: z.ZodType): string {
  if (!schema.safeParse(undefined).success) return 'required';
  const given = inner(schema) instanceof z.ZodObject ? undefined : givenDefault(schema);
  return typeof given === 'string' || given === undefined ? (given ?? '') : JSON.stringify(given);
}

function givenDefault(schema: z.core.$ZodType): unknown {
  const { def } = schema._zod;
  if ('defaultValue' in def) return def.defaultValue;
  if ('innerType' in def) return givenDefault(def.innerType as z.core.$ZodType);
  return schema instanceof z.ZodPipe ? givenDefault(schema.in) : undefined;
}

/** `section: key = default` of all that may stand in the file. What may stand in several places is described at the first. */
function rowsOf(schema: z.core.$ZodType, section = '', described: Described = new Set()): string[] {
  const within = inner(schema);
  if (described.has(within)) return [];
  if (within instanceof z.ZodObject) described.add(within);
  if (section === ELSEWHERE) return [];
  if (within instanceof z.ZodArray) return rowsOf(within.element, `${section}[]`, described);
  if (within instanceof z.ZodRecord) return rowsOf(within.valueType, `${section}.<name>`, described);
  if (within instanceof z.ZodDiscriminatedUnion) return kindsOf(within.options, section, described);
  return within instanceof z.ZodObject ? keysOf(within.shape, section, described) : [];
}

function keysOf(shape: Readonly<Record<string, z.ZodType>>, section: string, described: Described): string[] {
  return Object.entries(shape).flatMap(([key, field]) => [
    `${section || TOP}: ${key} = ${defaultOf(field)}`,
    ...rowsOf(field, section === '' ? key : `${section}.${key}`, described),
  ]);
}

/** What all kinds have stands once. */
function kindsOf(kinds: readonly z.core.$ZodType[], section: string, described: Described): string[] {
  const own = kinds.flatMap((kind) => {
    if (!(kind instanceof z.ZodObject)) throw new Error('a kind is a mapping');
    const fields = Object.entries<z.ZodType>(kind.shape).filter(([key]) => !(key in COMMON));
    return keysOf(Object.fromEntries(fields), `${section}, kind: ${kind.shape['kind'].value}`, described);
  });
  return [...keysOf(COMMON, section, described), ...own];
}

const page = readFileSync(join(ROOT, 'docs/gateway-yaml.md'), 'utf8');

function rowsOfThePage(): string[] {
  let section = '';
  return page.split('\n').flatMap((line) => {
    section = /^#+ (.*)$/.exec(line)?.[1] ?? section;
    const [, key, , given = ''] = /^\| `(\w+)` \| (.*?) \| (.*?) \|/.exec(line.replaceAll('| |', '|  |')) ?? [];
    return key === undefined ? [] : [`${section}: ${key} = ${given.replaceAll('`', '').trim()}`];
  });
}

test('docs/gateway-yaml.md has every key of the file in its section, with its default, and no other', () => {
  expect(rowsOfThePage().toSorted()).toEqual(rowsOf(gatewaySchema).toSorted());
});

test('every kind of provider has its section', () => {
  const [, kinds = []] = [null, inner(gatewaySchema.shape.providers)].map((schema) =>
    schema instanceof z.ZodArray && schema.element instanceof z.ZodDiscriminatedUnion ? schema.element.options : [],
  );
  const names = kinds.map((kind) => (kind instanceof z.ZodObject ? String(kind.shape['kind'].value) : ''));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) expect(page).toContain(`### providers[], kind: ${name}\n`);
});

test('gateway.example.yaml can be read as it is, and so can the example of the page', () => {
  const read = (text: string, file: string) =>
    readDefinition(text, { file, providers: [], secret: ({ place }) => new Secret(place) }).definition;
  const example = read(readFileSync(join(ROOT, 'gateway.example.yaml'), 'utf8'), 'gateway.example.yaml');
  expect(example.routes.map(({ model }) => model)).toEqual(['fast', 'smart', 'faq']);
  const shown = /```yaml\n(.*?)```/s.exec(page)?.[1] ?? '';
  expect(read(shown, 'docs/gateway-yaml.md').routes.map(({ model }) => model)).toEqual(['fast']);
});
