import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../../src/gateway/protocols/canonical/capabilities.ts';
import type { ProtocolCodec } from '../../src/gateway/protocols/codec.ts';
import { CODECS } from '../../src/gateway/protocols/index.ts';
import { asSent, requestFixtures } from './fixtures.ts';
import { chatRecordings, ollamaRecordings, recordingsAreHere } from './recordings.ts';

describe('a request of openai-chat comes back through the canonical form as it was', () => {
  const codec = CODECS['openai-chat'];

  test.each(requestFixtures('openai-chat'))('$name', ({ content }) => {
    const { request } = codec.decodeRequest(content);
    expect(asSent(codec.encodeRequest(request, EVERY_CAPABILITY).body)).toEqual(content);
  });
});

describe('a request of ollama-chat comes back through the canonical form as it was', () => {
  const codec = CODECS['ollama-chat'];

  test('request-everything-ollama', () => {
    const fixture = requestFixtures('ollama-chat').find(({ name }) => name.includes('everything'));
    const { request } = codec.decodeRequest(fixture?.content ?? {});
    const body = asSent(codec.encodeRequest(request, EVERY_CAPABILITY).body);
    expect(body).toEqual(fixture?.content);
  });
});

/** What decoding says twice over is the same: spellings may differ (one string for a list of one), meaning may not. */
function expectStable(codec: ProtocolCodec, raw: Parameters<ProtocolCodec['decodeRequest']>[0]): void {
  const first = codec.decodeRequest(raw).request;
  const again = codec.decodeRequest(asSent(codec.encodeRequest(first, EVERY_CAPABILITY).body)).request;
  expect(withoutOrigins(again)).toEqual(withoutOrigins(first));
}

function withoutOrigins(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'origin' ? undefined : inner)));
}

test.each(requestFixtures('ollama-chat'))('$name means the same after a round trip', ({ content }) => {
  expectStable(CODECS['ollama-chat'], content);
});

describe.skipIf(!recordingsAreHere)('recorded requests mean the same after a round trip', () => {
  const chat = chatRecordings().filter(({ request }) => request?.['messages'] && request['model']);
  const ollama = ollamaRecordings().filter(({ request }) => request?.['messages']);

  test('are here', () => {
    expect(Math.min(chat.length, ollama.length)).toBeGreaterThan(0);
  });

  test.each(chat)('$name', ({ request }) => expectStable(CODECS['openai-chat'], request ?? {}));
  test.each(ollama)('$name', ({ request }) => expectStable(CODECS['ollama-chat'], request ?? {}));
});
