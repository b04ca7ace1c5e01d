import { ask, PAIRS } from './doors.ts';
import { expect, test as base } from './fixtures.ts';

/** The one vendor's second address: OpenAI's chat protocol alone. */
const test = base.override('env', { scope: 'file' }, ({ vendor }) => ({
  OPENAI_COMPATIBLE_BASE_URL: `${vendor.url}/v1`,
}));

const STATUSES = [400, 401, 403, 404, 413, 422, 429, 500, 503, 529];
const CASES = PAIRS.flatMap((pair) => STATUSES.map((status) => ({ ...pair, status })));

test.for(CASES)('$status, $pair', async ({ door, vendor, status }, { gateway, apiKey, upstream }) => {
  const words = `The vendor says ${status}.`;
  upstream.on(vendor.endpoint, vendor.refuse(status, words, { 'retry-after': '17' }));
  for (const stream of [false, true]) {
    const response = await ask(gateway, apiKey, door, { model: vendor.model, stream });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(door.readError(await response.json())).toBe(words);
    if (status === 429 || status >= 500) expect(response.headers.get('retry-after')).toBe('17');
  }
});

test.for(PAIRS)(
  'a stream that the vendor breaks off, $pair',
  async ({ door, vendor }, { gateway, apiKey, upstream }) => {
    const words = 'The model has fallen over.';
    upstream.on(vendor.endpoint, vendor.breakOff(words));
    const response = await ask(gateway, apiKey, door, { model: vendor.model, stream: true });
    expect(response.status).toBe(200);
    const text = await response.text();
    expect(text).toContain('Well');
    expect(text).toContain(words);
  },
);
