import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import { Stream } from 'openai/streaming';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { describe, expect, test } from 'vitest';
import { collectAnswer } from '../../src/gateway/protocols/canonical/answer.ts';
import type { AnswerEvent, CanonicalEvent } from '../../src/gateway/protocols/canonical/event.ts';
import type { VendorCodec } from '../../src/gateway/protocols/codec.ts';
import { clientCodec, VENDOR_CODECS } from '../../src/gateway/protocols/index.ts';
import { decodeStream } from './decode-stream.ts';
import { streamFixtures } from './fixtures.ts';
import { readableRecordings, recordingsAreHere } from './recordings.ts';

const isAnswer = (event: CanonicalEvent): event is AnswerEvent => event.type !== 'error';

/** A vendor's stream as a client of Responses gets it. */
function translate(events: readonly AnswerEvent[]): string {
  const encoder = clientCodec('openai-responses').createStreamEncoder({
    model: 'm',
    id: 'answer',
    created: 1_782_000_000,
    includeUsage: false,
  });
  return events.map((event) => encoder.encode(event)).join('') + encoder.end();
}

/** The official SDK checks every event against what it has heard before, and throws. */
async function readWithSdk(text: string) {
  const response = new Response(text, { headers: { 'content-type': 'text/event-stream' } });
  const stream = Stream.fromSSEResponse<ResponseStreamEvent>(response, new AbortController());
  return ResponseStream.fromReadableStream(stream.toReadableStream()).finalResponse();
}

async function expectSound(codec: VendorCodec, bytes: Buffer): Promise<void> {
  const events = decodeStream(codec, bytes).filter(isAnswer);
  const parts = collectAnswer(events).choices.find(({ choice }) => choice === 0)?.parts ?? [];
  const textOf = (kind: string) => parts.flatMap(({ head, text }) => (head.kind === kind ? [text] : [])).join('');
  const response = await readWithSdk(translate(events));
  expect(response).toMatchObject({ id: 'resp_answer', object: 'response', model: 'm', output_text: textOf('text') });
  const calls = response.output.flatMap((item) => (item.type === 'function_call' ? [item.arguments] : []));
  const custom = response.output.flatMap((item) => (item.type === 'custom_tool_call' ? [item.input] : []));
  expect([...calls, ...custom].join('')).toBe(textOf('tool-call'));
  const thoughts = response.output.flatMap((item) =>
    item.type === 'reasoning' ? [...item.summary, ...(item.content ?? [])].map(({ text }) => text) : [],
  );
  expect(thoughts.join('')).toBe(textOf('reasoning'));
}

describe.each(Object.values(VENDOR_CODECS))('$dialect', (codec) => {
  test.each(streamFixtures(codec.dialect))('$name', ({ content }) => expectSound(codec, content));
});

describe.skipIf(!recordingsAreHere)('recordings', () => {
  const streams = readableRecordings().flatMap(({ stream, ...recording }) =>
    stream && !/error|failed|overloaded|exception/.test(recording.name) ? [{ ...recording, stream }] : [],
  );

  test('are here', () => {
    expect(streams.length).toBeGreaterThan(0);
  });

  test.each(streams)('$name', ({ codec, stream }) => expectSound(codec, stream));
});
