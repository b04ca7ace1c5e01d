import { describe, expect, test } from 'vitest';
import { adapterFor } from '../../src/gateway/providers/index.ts';
import {
  CATALOGUE,
  CATALOGUE_VENDORS,
  quirksOf,
} from '../../src/gateway/providers/openai-compatible/catalogue/index.ts';
import { NO_QUIRKS, type Quirks } from '../../src/gateway/providers/quirks.ts';
import type { UpstreamFailure } from '../../src/gateway/providers/provider.ts';
import { recordedErrors, recordingsAreHere, recordingsOf } from '../fidelity/recordings.ts';
import { MODEL, vendorInstance } from './vendor-plans.ts';

const BESIDE_QUIRKS = ['address', 'usage', 'errors'];

describe.each(CATALOGUE_VENDORS)('$title', (vendor) => {
  const instance = vendorInstance(vendor.name);
  const adapter = adapterFor(instance.kind);
  const row = Object.entries(vendor.quirks);

  test('stands under its own name, at its own address', () => {
    expect(CATALOGUE[vendor.name]).toBe(vendor);
    expect(instance).toMatchObject({ name: vendor.name, baseUrl: vendor.baseUrl });
    expect(vendor.baseUrlVariable).toBe(vendor.keyVariable.replace(/_API_KEY$/, '_BASE_URL'));
  });

  test('says only what is otherwise than at OpenAI, and proves each', () => {
    const proven = new Set<string>(vendor.sources.map(({ about }) => about));
    for (const [name, value] of row) {
      expect(value, name).not.toEqual(NO_QUIRKS[name as keyof Quirks]);
      expect(proven, name).toContain(name);
    }
    expect(proven).toContain('address');
  });

  test('proves nothing that it does not say', () => {
    const said = [...BESIDE_QUIRKS, ...row.map(([name]) => name)];
    for (const { about } of vendor.sources) expect(said).toContain(about);
  });

  test('is asked at its address, with its headers and its key', async () => {
    const prepared = adapter.prepare({
      instance,
      format: instance.quirks.supportsChatApi ? 'openai-chat' : 'openai-responses',
      model: MODEL,
      stream: false,
      body: Buffer.from('{}'),
      requestId: 'request-1',
      contentType: 'application/json',
      protocolHeaders: [],
    });
    const path = instance.quirks.supportsChatApi ? '/chat/completions' : '/responses';
    expect(prepared.origin + prepared.path).toBe(vendor.baseUrl + path);
    const { headers } = await adapter.authorize(prepared, instance);
    expect(headers).toEqual(expect.arrayContaining(['authorization', 'Bearer sk-of-the-vendor']));
    for (const pair of Object.entries(instance.quirks.defaultHeaders)) {
      expect(headers).toEqual(expect.arrayContaining(pair));
    }
  });

  test('speaks what its row says', () => {
    const formats: readonly string[] = adapter.formats(instance, MODEL);
    const { supportsChatApi, supportsResponsesApi, sideApis } = quirksOf(vendor);
    expect(formats.includes('openai-chat')).toBe(supportsChatApi);
    expect(formats.includes('openai-responses')).toBe(supportsResponsesApi);
    expect(formats).toEqual(expect.arrayContaining([...sideApis]));
  });
});

test('no two vendors share a variable or a beginning of model names', () => {
  for (const key of ['keyVariable', 'baseUrlVariable'] as const) {
    const names = CATALOGUE_VENDORS.map((vendor) => vendor[key]);
    expect(new Set(names).size).toBe(names.length);
  }
  const prefixes = CATALOGUE_VENDORS.flatMap((vendor) => vendor.prefixes);
  for (const prefix of prefixes) {
    expect(prefixes.filter((other) => other.startsWith(prefix))).toEqual([prefix]);
  }
});

describe.skipIf(!recordingsAreHere)('recorded traffic', () => {
  const cases = new Set([
    ...recordingsOf('compat').flatMap(({ name }) => [name, name.replace(/#\d+$/, '')]),
    ...recordedErrors('compat').map(({ name }) => name),
  ]);

  test.each(
    CATALOGUE_VENDORS.flatMap(({ sources }) => sources.filter(({ source }) => source.startsWith('recording '))),
  )('$source is there', ({ source }) => {
    expect(cases).toContain(source.replace('recording ', ''));
  });

  test.each<[string, keyof typeof CATALOGUE, string]>([
    ['a bad key', 'xai', 'compat/errors#9'],
    ['too many tokens a minute', 'groq', 'compat/errors#14'],
    ['a bad key', 'mistral', 'compat/errors#5'],
    ['a rate limit', 'openrouter', 'compat/errors#10'],
  ])('%s at %s leaves the request to the next target', (_, name, recording) => {
    const instance = vendorInstance(name);
    const recorded = recordedErrors('compat').find((error) => error.name === recording);
    const failure: UpstreamFailure = { kind: 'status', headers: {}, status: recorded!.status, body: recorded!.body };
    expect(adapterFor(instance.kind).classify(failure, instance)).toMatchObject({
      retry: 'next-target',
      tripsBreaker: false,
    });
  });

  test('the same statuses with other words are the request’s own fault', () => {
    const instance = vendorInstance('xai');
    const failure: UpstreamFailure = { kind: 'status', headers: {}, status: 400, body: '{"error":"Bad request"}' };
    expect(adapterFor(instance.kind).classify(failure, instance).retry).toBe('never');
  });
});
