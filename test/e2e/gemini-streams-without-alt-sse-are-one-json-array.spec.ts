import { geminiChunk, geminiFrame, geminiStream } from '../fakes/upstream/gemini.payloads.ts';
import { textChunks } from '../fakes/upstream/openai.payloads.ts';
import { cutAfter, sse } from '../fakes/upstream/scenarios.ts';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

interface Element {
  readonly candidates?: { content: { parts: { text?: string }[] } }[];
  readonly error?: { code: number; status: string };
}

function ask(gateway: Gateway, apiKey: string, model: string): Promise<Response> {
  return fetch(`${gateway.url}/v1beta/models/${model}:streamGenerateContent`, {
    method: 'POST',
    headers: { 'x-goog-api-key': apiKey, 'content-type': 'application/json' },
    body: JSON.stringify({ contents: [{ parts: [{ text: 'Hi.' }] }] }),
  });
}

const textOf = (elements: readonly Element[]) =>
  elements.map(({ candidates }) => candidates?.[0]?.content.parts.map(({ text = '' }) => text).join('') ?? '').join('');

test("the vendor's own events are its elements, and the vendor is asked for events", async ({
  gateway,
  apiKey,
  upstream,
}) => {
  const chunks = [geminiChunk([{ text: 'Grüße, ' }]), geminiChunk([{ text: '🌍' }], 'STOP')];
  upstream.on('gemini.stream', geminiStream(chunks));
  const response = await ask(gateway, apiKey, 'gemini-fake');
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toEqual(chunks);
  expect(upstream.requestTo('gemini.stream').path).toContain('alt=sse');
});

test('so are those of other dialects, for names with a slash too', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.chat', sse(textChunks('It ', 'rains.')));
  for (const model of ['openai/gpt-fake', 'openai%2Fgpt-fake', 'models%2Fgpt-fake']) {
    expect(textOf((await (await ask(gateway, apiKey, model)).json()) as Element[])).toBe('It rains.');
  }
});

test('an element arrives as soon as the vendor has said it', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('gemini.stream');
  const pending = ask(gateway, apiKey, 'gemini-fake');
  const exchange = (await vendor.next()).startStream('sse');
  await exchange.send(geminiFrame(geminiChunk([{ text: 'It ' }])));
  const reader = (await pending).body?.pipeThrough(new TextDecoderStream()).getReader();
  const first = (await reader?.read())?.value ?? '';
  expect(JSON.parse(`${first}]`)).toHaveLength(1);
  await exchange.send(geminiFrame(geminiChunk([{ text: 'rains.' }], 'STOP')));
  exchange.end();
  let rest = '';
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) rest += next.value;
  expect(rest.startsWith(',\r\n')).toBe(true);
  expect(textOf(JSON.parse(first + rest) as Element[])).toBe('It rains.');
});

test('a stream that breaks ends with an element that is the error', async ({ gateway, apiKey, upstream }) => {
  upstream.on('gemini.stream', cutAfter(geminiFrame(geminiChunk([{ text: 'It ' }]))));
  const elements = (await (await ask(gateway, apiKey, 'gemini-fake')).json()) as Element[];
  expect(textOf(elements)).toBe('It ');
  expect(elements.at(-1)).toMatchObject({ error: { code: 502, status: 'UNAVAILABLE' } });
});
