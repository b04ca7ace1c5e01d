import { describe } from 'vitest';
import { VENDORS } from '../fakes/vendors/index.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { DOORS } from '../setup/doors/index.ts';
import { expect, test, VENDOR_KEY } from './every-vendor.fixtures.ts';

/** The statuses that vendors fail with, and by which word each dialect's SDKs know them. */
const KINDS: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  400: { 'anthropic-messages': 'invalid_request_error', gemini: 'INVALID_ARGUMENT' },
  401: { 'anthropic-messages': 'authentication_error', gemini: 'UNAUTHENTICATED' },
  403: { 'anthropic-messages': 'permission_error', gemini: 'PERMISSION_DENIED' },
  404: { 'anthropic-messages': 'not_found_error', gemini: 'NOT_FOUND' },
  413: { 'anthropic-messages': 'request_too_large' },
  429: { 'anthropic-messages': 'rate_limit_error', gemini: 'RESOURCE_EXHAUSTED' },
  500: { 'anthropic-messages': 'api_error', gemini: 'INTERNAL' },
  529: { 'anthropic-messages': 'overloaded_error' },
};

const WORDS = 'The vendor says why, and what to do.';

describe.each(DOORS)('$dialect', (door) => {
  const vendors = VENDORS.filter(({ name }) => door.dialect !== 'ollama-generate' || name !== 'ollama');

  describe.each(vendors)('from $dialect', (vendor) => {
    const ask = { model: vendor.model, prompt: 'Hello' };

    test.for(Object.keys(KINDS).map(Number))('%i', async (status, { gateway, apiKey, upstream }) => {
      const failure = { status, message: WORDS, headers: { 'retry-after': '7' } };
      upstream.on(vendor.endpoints.whole, vendor.fails(failure));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: false });
      const { message, kind } = door.readError(await response.json());
      expect(response.status).toBe(status);
      expect(message).toContain(WORDS);
      expect(kind).toBe(KINDS[status]?.[door.dialect] ?? kind);
      expect(kind).not.toBe('');
      if (status === 429 || status >= 500) expect(response.headers.get('retry-after')).toBe('7');
    });

    test('before a stream', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.stream, vendor.fails({ status: 429, message: WORDS }));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: true });
      expect(response.status).toBe(429);
      expect(door.readError(await response.json()).message).toContain(WORDS);
    });

    test('in the middle of a stream', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.stream, vendor.failsAfter('Well,', `${WORDS} Key ${VENDOR_KEY}.`));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: true });
      const text = await response.text();
      expect(response.status).toBe(200);
      expect(text).toContain('Well,');
      expect(door.readStreamError(text)).toContain(WORDS);
      expect(text).not.toContain(VENDOR_KEY);
    });
  });
});
