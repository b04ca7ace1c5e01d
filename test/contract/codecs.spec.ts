import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../../src/gateway/protocols/canonical/capabilities.ts';
import { ANSWER_FEATURES } from '../../src/gateway/protocols/canonical/answer-feature.ts';
import { collectAnswer } from '../../src/gateway/protocols/canonical/answer.ts';
import type { AnswerEvent, CanonicalEvent } from '../../src/gateway/protocols/canonical/event.ts';
import { FEATURES } from '../../src/gateway/protocols/canonical/feature.ts';
import type { ClientCodec, EncoderContext } from '../../src/gateway/protocols/codec.ts';
import { GatewayError } from '../../src/kernel/errors.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { noUsage } from '../../src/kernel/token-usage.ts';
import { DECODER_CONTEXT, decodeStream } from '../fidelity/decode-stream.ts';
import { ADDRESS, requestFixtures } from '../fidelity/fixtures.ts';
import { TWO_SIDED_CODECS } from '../fidelity/two-sided-codecs.ts';

const context: EncoderContext = { model: 'model', id: 'answer-1', created: 1_782_000_000, includeUsage: true };

/** An answer that every dialect can say. */
const events: AnswerEvent[] = [
  { type: 'start', id: 'answer-1', model: 'model', created: 1_782_000_000 },
  { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning' } },
  { type: 'part-delta', choice: 0, part: 0, text: 'Grüße? ' },
  { type: 'part-delta', choice: 0, part: 0, text: 'Yes.' },
  { type: 'part-end', choice: 0, part: 0 },
  { type: 'part-start', choice: 0, part: 1, content: { kind: 'text' } },
  { type: 'part-delta', choice: 0, part: 1, text: 'Hello "🌍"\n\n' },
  { type: 'part-delta', choice: 0, part: 1, text: 'again' },
  { type: 'part-end', choice: 0, part: 1 },
  { type: 'part-start', choice: 0, part: 2, content: { kind: 'tool-call', id: 'call_1', name: 'look' } },
  { type: 'part-delta', choice: 0, part: 2, text: '{"a":1}' },
  { type: 'part-end', choice: 0, part: 2 },
  { type: 'part-start', choice: 0, part: 3, content: { kind: 'tool-call', id: 'call_2', name: 'look' } },
  { type: 'part-delta', choice: 0, part: 3, text: '{"a":2}' },
  { type: 'part-end', choice: 0, part: 3 },
  { type: 'finish', choice: 0, reason: { unified: 'tool_calls', raw: null } },
  { type: 'usage', usage: { ...noUsage('provider'), inputUncached: 5, output: 7 } },
];

/** What must survive any dialect. */
function gist(list: readonly CanonicalEvent[]) {
  const answer = collectAnswer(list.filter((event): event is AnswerEvent => event.type !== 'error'));
  return {
    parts: answer.choices[0]?.parts.map(({ head, text }) => ({ ...head, text })),
    reason: answer.choices[0]?.reason.unified,
    usage: answer.usage,
  };
}

function encodeStream(codec: ClientCodec): string {
  const encoder = codec.createStreamEncoder(context);
  return events.map((event) => encoder.encode(event)).join('') + encoder.end();
}

describe.each(TWO_SIDED_CODECS)('$dialect', ({ dialect, client, vendor }) => {
  test('is registered under its own name, with its own framing and table', () => {
    expect(client.dialect).toBe(dialect);
    expect(client.dispositions.dialect).toBe(dialect);
    expect(vendor.dispositions.dialect).toBe(dialect);
    expect(client.framing).toBe(vendor.framing);
  });

  test('has a word on every feature', () => {
    expect(Object.keys(vendor.dispositions.support).sort()).toEqual([...FEATURES].sort());
    expect(Object.keys(client.dispositions.answers).sort()).toEqual([...ANSWER_FEATURES].sort());
  });

  test('reads back the stream that it writes', () => {
    expect(gist(decodeStream(vendor, Buffer.from(encodeStream(client))))).toEqual(gist(events));
  });

  test('reads back the whole answer that it writes', () => {
    const body = JSON.parse(JSON.stringify(client.encodeResponse(events, context))) as JsonObject;
    expect(gist(vendor.decodeResponse(body, DECODER_CONTEXT))).toEqual(gist(events));
  });

  test('calls a stream that was cut before its end truncated', () => {
    const text = encodeStream(client);
    const half = Buffer.from(text.slice(0, text.length / 2));
    const lastFrame = half.lastIndexOf('\n');
    expect(decodeStream(vendor, half.subarray(0, lastFrame + 1)).at(-1)).toMatchObject({
      type: 'error',
      cause: 'truncated',
    });
  });

  test.each(['finish', 'raise'] as const)('ends a broken stream in words that it reads as a failure (%s)', (mode) => {
    const error = new GatewayError('stream_interrupted', { provider: 'p', reason: 'reset' });
    const encoder = client.createStreamEncoder(context);
    const begun = events.slice(0, 4).map((event) => encoder.encode(event));
    const decoded = decodeStream(vendor, Buffer.from(begun.join('') + encoder.interrupt(error, mode)));
    const failed = decoded.some(
      (event) => event.type === 'error' || (event.type === 'finish' && event.reason.unified === 'error'),
    );
    expect(failed).toBe(true);
  });

  test('renders the same error as a body and inside a stream', () => {
    const { status, body, frame } = client.renderError(
      new GatewayError('model_not_found', { model: 'x', reason: 'no.' }),
    );
    expect(status).toBe(404);
    // Some dialects name and number the event beside what the body holds.
    expect(frame).toContain(JSON.stringify(body).slice(1, -1));
    expect(decodeStream(vendor, Buffer.from(frame))).toMatchObject([
      { type: 'error', cause: 'vendor', message: 'The model "x" cannot be served: no.' },
    ]);
  });

  test('refuses a body of 10,000 levels without falling over', () => {
    const deep = JSON.parse(`{"model":"m","messages":[],"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`) as JsonObject;
    expect(() => client.decodeRequest(deep, ADDRESS)).toThrow(expect.objectContaining({ code: 'nested_too_deep' }));
  });

  test.each(requestFixtures(client.dialect))(
    'decodes $name, leaves nothing over and changes nothing in it',
    ({ content }) => {
      const before = JSON.stringify(content);
      const { request, residue } = client.decodeRequest(content, ADDRESS);
      vendor.encodeRequest(request, EVERY_CAPABILITY);
      expect(residue).toEqual([]);
      expect(JSON.stringify(content)).toBe(before);
    },
  );
});
