import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestAddress } from '../../src/gateway/protocols/codec.ts';
import type { Dialect } from '../../src/gateway/protocols/dialect.ts';
import type { JsonObject } from '../../src/kernel/json.ts';

const root = join(import.meta.dirname, '../fixtures/wire');

export interface Fixture<Content> {
  readonly name: string;
  readonly content: Content;
}

/** Requests of a dialect, written from its specification. */
export function requestFixtures(dialect: Dialect): Fixture<JsonObject>[] {
  return readAll(dialect, /^request-.*\.json$/, (text) => JSON.parse(text.toString()) as JsonObject);
}

/** Streams of a dialect, as bytes. */
export function streamFixtures(dialect: Dialect): Fixture<Buffer>[] {
  return readAll(dialect, /^stream-/, (bytes) => bytes);
}

function readAll<Content>(dialect: Dialect, names: RegExp, read: (bytes: Buffer) => Content): Fixture<Content>[] {
  const directory = join(root, dialect);
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => names.test(file))
    .sort()
    .map((file) => ({ name: `${dialect}/${file}`, content: read(readFileSync(join(directory, file))) }));
}

/** As it looks once it was sent: without `undefined`. */
export function asSent(body: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(body)) as JsonObject;
}

/** What the URL would say beside a fixture's body. */
export const ADDRESS: RequestAddress = { model: 'model', stream: false };
