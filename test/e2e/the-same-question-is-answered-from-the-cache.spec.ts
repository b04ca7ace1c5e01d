import { describe } from 'vitest';
import { geminiStream, geminiChunk } from '../fakes/upstream/gemini.payloads.ts';
import { EMBEDDINGS } from '../fakes/upstream/side.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { VENDORS } from '../fakes/vendors/index.ts';
import { COLD } from '../setup/doors/cold.ts';
import { DOORS } from '../setup/doors/index.ts';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './every-vendor.fixtures.ts';

const TEXT = 'Grüße aus Zürich: "8 °C" & snow ❄.';
const CALL = { id: 'call_fake1', name: 'weather', arguments: { city: 'Zürich', days: [1, 2], unit: null } };

/** The same bytes as often as they are sent. */
function ask(gateway: Gateway, path: string, body: object, headers: Readonly<Record<string, string>>) {
  return fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-gateway-cache': 'read-write', ...headers },
    body: JSON.stringify(body),
  });
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

describe.each(DOORS)('$dialect', (door) => {
  const vendors = VENDORS.filter(({ name }) => door.dialect !== 'ollama-generate' || name !== 'ollama');

  describe.each(vendors)('from $dialect', (vendor) => {
    const calls = door.dialect === 'ollama-generate' ? [undefined] : [undefined, CALL];
    const cases = [false, true].flatMap((stream) => calls.map((call) => ({ stream, call })));

    test.for(cases)('byte by byte: %o', async ({ stream, call }, { gateway, apiKey, upstream }) => {
      const prompt = `Weather, ${vendor.name}?`;
      const asked = door.ask({ model: vendor.model, prompt, stream, ...(call && { tool: call.name }) });
      const body = { ...asked.body, ...COLD[door.dialect] };
      const endpoint = stream ? vendor.endpoints.stream : vendor.endpoints.whole;
      upstream.on(endpoint, (stream ? vendor.stream : vendor.whole)({ text: TEXT, call }));

      const first = await ask(gateway, asked.path, body, door.headers(apiKey));
      const said = await bytesOf(first);
      expect(first.headers.get('x-gateway-cache')).toBe('miss');
      const sent = upstream.requests.length;
      const again = await ask(gateway, asked.path, body, door.headers(apiKey));
      expect((await bytesOf(again)).equals(said)).toBe(true);
      expect(said.length).toBeGreaterThan(TEXT.length);
      for (const name of ['content-type', 'x-gateway-provider', 'x-gateway-model', 'x-gateway-dropped-params']) {
        expect(again.headers.get(name)).toBe(first.headers.get(name));
      }
      expect(again.headers.get('x-gateway-cache')).toBe('hit');
      expect(again.headers.get('age')).toMatch(/^\d+$/);
      expect(again.headers.get('x-gateway-attempts')).toBe('0');
      expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
      expect(upstream.requests).toHaveLength(sent);
    });
  });
});

test('one kept stream serves both looks of it', async ({ gateway, apiKey, upstream }) => {
  const chunks = [geminiChunk([{ text: 'One ' }]), geminiChunk([{ text: 'two.' }], 'STOP')];
  upstream.on('gemini.stream', geminiStream(chunks));
  const body = { contents: [{ role: 'user', parts: [{ text: 'Count.' }] }], generationConfig: { temperature: 0 } };
  const path = '/v1beta/models/gemini-fake:streamGenerateContent';
  const events = await ask(gateway, `${path}?alt=sse`, body, { 'x-goog-api-key': apiKey });
  expect(events.headers.get('content-type')).toMatch(/^text\/event-stream/);
  await events.text();
  const list = await ask(gateway, path, body, { 'x-goog-api-key': apiKey });
  expect(list.headers.get('x-gateway-cache')).toBe('hit');
  expect(list.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await list.json()).toEqual(chunks);
});

test('embeddings need no temperature', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.embeddings', json(EMBEDDINGS));
  const headers = { authorization: `Bearer ${apiKey}` };
  const body = { model: 'text-embedding-3-small', input: 'Two words.' };
  const first = await bytesOf(await ask(gateway, '/v1/embeddings', body, headers));
  const again = await ask(gateway, '/v1/embeddings', body, headers);
  expect(again.headers.get('x-gateway-cache')).toBe('hit');
  expect((await bytesOf(again)).equals(first)).toBe(true);
});
