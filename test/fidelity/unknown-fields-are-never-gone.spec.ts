import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../../src/gateway/protocols/canonical/capabilities.ts';
import type { ClientCodec, VendorCodec } from '../../src/gateway/protocols/codec.ts';
import { fits, patternSteps } from '../../src/gateway/protocols/canonical/field-pattern.ts';
import { child, segments } from '../../src/gateway/protocols/canonical/json-pointer.ts';
import { CLIENT_CODECS, VENDOR_CODECS } from '../../src/gateway/protocols/index.ts';
import { translateRequest } from '../../src/gateway/protocols/translate-request.ts';
import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../src/kernel/json.ts';
import { ADDRESS, requestFixtures } from './fixtures.ts';

const KEY = 'frobnicate';
const MARK = 'injected-value';

/** The places of all objects in a body. */
function objectsIn(value: JsonValue, pointer: JsonPointer = ''): JsonPointer[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => objectsIn(item, child(pointer, index)));
  if (!isJsonObject(value)) return [];
  const inner = Object.entries(value).flatMap(([key, item]) => objectsIn(item ?? null, child(pointer, key)));
  return [pointer, ...inner];
}

function inject(body: JsonObject, place: JsonPointer): JsonObject {
  const copy = structuredClone(body);
  let target: JsonValue = copy;
  for (const step of place.split('/').slice(1)) {
    target = (target as JsonObject)[step.replaceAll('~1', '/').replaceAll('~0', '~')] as JsonValue;
  }
  (target as JsonObject)[KEY] = MARK;
  return copy;
}

/** Whether a key put into the body at `place` is forwarded, reported or part of what is refused. */
function isAccountedFor(body: JsonObject, place: JsonPointer, from: ClientCodec, to: VendorCodec): boolean {
  const translated = translateRequest(inject(body, place), from, to, {
    address: ADDRESS,
    capabilities: EVERY_CAPABILITY,
  });
  const pointer = child(place, KEY);
  return (
    JSON.stringify(translated.body).includes(MARK) ||
    translated.losses.some((loss) => pointer === loss.pointer || pointer.startsWith(`${loss.pointer}/`))
  );
}

const pairs = Object.values(CLIENT_CODECS).flatMap((from) =>
  Object.values(VENDOR_CODECS)
    .filter((to) => (to.dialect as string) !== from.dialect)
    .map((to) => ({ from, to, name: `${from.dialect} to ${to.dialect}` })),
);

describe.each(pairs)('$name', ({ from, to }) => {
  test.each(requestFixtures(from.dialect))(
    '$name: an unknown key at any object is forwarded, reported or refused',
    ({ content }) => {
      const places = objectsIn(content);
      expect(places.length).toBeGreaterThan(1);
      expect(places.filter((place) => !isAccountedFor(content, place, from, to))).toEqual([]);
    },
  );

  test.each(requestFixtures(from.dialect))('$name: the table lists every field it has', ({ content }) => {
    const { fields, otherSpelling } = from.dispositions;
    const patterns = Object.keys(fields).map((pattern) => patternSteps(pattern, otherSpelling));
    // A pattern answers for everything below it; `type` only says which of the other fields to expect.
    const isListed = (pointer: JsonPointer): boolean =>
      pointer !== '' && (patterns.some((pattern) => fits(pattern, segments(pointer))) || isListed(parent(pointer)));
    const leaves = leavesIn(content).filter((pointer) => !pointer.endsWith('/type'));
    expect(leaves.filter((pointer) => !isListed(pointer))).toEqual([]);
  });
});

function leavesIn(value: JsonValue, pointer: JsonPointer = ''): JsonPointer[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesIn(item, child(pointer, index)));
  if (!isJsonObject(value)) return [pointer];
  return Object.entries(value).flatMap(([key, item]) => leavesIn(item ?? null, child(pointer, key)));
}

function parent(pointer: JsonPointer): JsonPointer {
  return pointer.slice(0, pointer.lastIndexOf('/'));
}
