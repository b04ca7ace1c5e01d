import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../../src/gateway/protocols/canonical/capabilities.ts';
import type { RequestAddress } from '../../src/gateway/protocols/codec.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { ADDRESS, asSent, requestFixtures } from './fixtures.ts';
import { type Recording, recordingsAreHere, recordingsIn } from './recordings.ts';
import { TWO_SIDED_CODECS, type TwoSidedCodec } from './two-sided-codecs.ts';

/** What decoding says twice over is the same: spellings may differ (one string for a list of one), meaning may not. */
function expectStable({ client, vendor }: TwoSidedCodec, raw: JsonObject, address: RequestAddress): void {
  const first = client.decodeRequest(raw, address).request;
  const again = client.decodeRequest(asSent(vendor.encodeRequest(first, EVERY_CAPABILITY).body), address).request;
  expect(withoutOrigins(again)).toEqual(withoutOrigins(first));
}

function withoutOrigins(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'origin' ? undefined : inner)));
}

/** Requests for an answer, as this codec reads them; embeddings and the like have recordings too. */
function isForAnAnswer({ request }: Recording): boolean {
  if (request === null) return false;
  // Azure's older surface names the model in the URL alone.
  return 'contents' in request || ('model' in request && (Array.isArray(request['messages']) || 'input' in request));
}

describe.each(TWO_SIDED_CODECS)('a request of $dialect', (codec) => {
  test.each(requestFixtures(codec.client.dialect))('$name means the same after a round trip', ({ content }) => {
    expectStable(codec, content, { ...ADDRESS, stream: content['stream'] === true });
  });

  const full = requestFixtures(codec.client.dialect).filter(({ name }) => name.includes('everything'));

  test('has a fixture with every field', () => {
    expect(full.length).toBeGreaterThan(0);
  });

  test.each(full)('$name comes back through the canonical form as it was', ({ content }) => {
    const { request } = codec.client.decodeRequest(content, ADDRESS);
    expect(asSent(codec.vendor.encodeRequest(request, EVERY_CAPABILITY).body)).toEqual(content);
  });
});

describe.skipIf(!recordingsAreHere)('recorded requests mean the same after a round trip', () => {
  describe.each(TWO_SIDED_CODECS)('$dialect', (codec) => {
    const recordings = recordingsIn(codec.vendor.dialect).filter(isForAnAnswer);

    test('are here', () => {
      expect(recordings.length).toBeGreaterThan(0);
    });

    test.each(recordings)('$name', ({ request }) => expectStable(codec, request ?? {}, ADDRESS));
  });
});
