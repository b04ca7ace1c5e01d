import { describe } from 'vitest';
import { VENDORS } from '../fakes/vendors/index.ts';
import type { Gateway } from '../setup/gateway.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { DOORS } from '../setup/doors/index.ts';
import { eventually } from '../setup/eventually.ts';
import { expect, test } from './every-vendor.fixtures.ts';

/** What the one log line of this answer says of its tokens. */
async function tokensOf(gateway: Gateway, response: Response): Promise<unknown> {
  const id = response.headers.get('x-request-id');
  const line = await eventually('the request is logged', () => gateway.log.find((entry) => entry['request_id'] === id));
  return line['tokens'];
}

// Complaint: cached tokens are billed twice or not at all, a stream that is cut loses its usage, and what was refused is
// billed (https://github.com/BerriAI/litellm/issues/14849, https://github.com/BerriAI/litellm/issues/11364,
// https://github.com/QuantumNous/new-api/issues/5003).
describe.each(DOORS)('$dialect', (door) => {
  const vendors = VENDORS.filter(({ name }) => door.dialect !== 'ollama-generate' || name !== 'ollama');

  describe.each(vendors)('to $dialect', (vendor) => {
    const ask = { model: vendor.model, prompt: 'Tell.' };

    test.for([false, true])('what the vendor counted (streamed: %s)', async (stream, { gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.whole, vendor.whole({ text: 'Once.' }));
      if (stream) upstream.on(vendor.endpoints.stream, vendor.stream({ text: 'Once.' }));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream });
      await response.text();
      expect(await tokensOf(gateway, response)).toBe(18);
    });

    test('something, where the vendor broke off before it counted', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.stream, vendor.failsAfter('Once upon a time', 'Overloaded.'));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: true });
      await response.text();
      expect(await tokensOf(gateway, response)).toBeGreaterThan(0);
    });

    test('nothing, where the vendor refused', async ({ gateway, apiKey, upstream }) => {
      upstream.on(vendor.endpoints.whole, vendor.fails({ status: 400, message: 'No.' }));
      const response = await askDoor(gateway, apiKey, door, { ...ask, stream: false });
      expect(response.status).toBe(400);
      expect((await tokensOf(gateway, response)) ?? 0).toBe(0);
    });
  });
});
