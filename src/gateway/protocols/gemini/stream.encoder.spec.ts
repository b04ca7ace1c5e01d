import { expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent } from '../canonical/event.js';
import { unpackSignature } from '../canonical/signature.js';
import { decodeRequest } from './request.decode.js';
import { GeminiStreamEncoder } from './stream.encoder.js';

function encode(...events: AnswerEvent[]): JsonObject[] {
  const encoder = new GeminiStreamEncoder({ model: 'm', id: 'id', created: 1, includeUsage: true });
  const text = events.map((event) => encoder.encode(event)).join('') + encoder.end();
  const frames = text.split('\r\n\r\n').slice(0, -1);
  return frames.map((frame) => JSON.parse(frame.slice('data: '.length)) as JsonObject);
}

const partsOf = (chunks: readonly JsonObject[]) =>
  chunks.flatMap((chunk) => (chunk['candidates'] as { content: { parts: JsonObject[] } }[])[0]?.content.parts ?? []);
const FINISH: AnswerEvent = { type: 'finish', choice: 0, reason: { unified: 'stop', raw: 'end_turn' } };

it('a signature of another vendor follows its thought in base64 and can be read again', () => {
  const signature = { issuer: 'anthropic-messages', data: 'sig/+==' } as const;
  const [thought, signed] = partsOf(
    encode(
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning' } },
      { type: 'part-delta', choice: 0, part: 0, text: 'Hm.' },
      { type: 'part-end', choice: 0, part: 0, signature },
      FINISH,
    ),
  );
  expect(thought).toEqual({ text: 'Hm.', thought: true });
  expect(signed).toMatchObject({ text: '', thought: true });
  const packed = String(signed?.['thoughtSignature']);
  expect(Buffer.from(packed, 'base64').toString('base64')).toBe(packed);
  expect(unpackSignature(packed, 'gemini')).toEqual(signature);
});

it('a thought that its vendor hides is known again by its signature', () => {
  const signature = { issuer: 'anthropic-messages', data: 'hidden/+==' } as const;
  const parts = partsOf(
    encode(
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning', redacted: true } },
      { type: 'part-end', choice: 0, part: 0, signature },
      FINISH,
    ),
  ).slice(0, 1);
  const before = { text: 'Hm.', thought: true };
  const address = { model: 'm', stream: true };
  const { request } = decodeRequest({ contents: [{ role: 'model', parts: [before, ...parts] }] }, address);
  expect(request.messages[0]?.content).toMatchObject([
    { kind: 'reasoning', text: 'Hm.' },
    { kind: 'reasoning', text: '', redacted: true, signature },
  ]);
});

it('arguments wait until they are whole', () => {
  const chunks = encode(
    { type: 'part-start', choice: 0, part: 0, content: { kind: 'tool-call', id: 'c', name: 'look' } },
    { type: 'part-delta', choice: 0, part: 0, text: '{"a' },
    { type: 'part-delta', choice: 0, part: 0, text: '":1}' },
    { type: 'part-end', choice: 0, part: 0 },
    FINISH,
  );
  expect(chunks).toHaveLength(2);
  expect(partsOf(chunks)[0]).toEqual({ functionCall: { id: 'c', name: 'look', args: { a: 1 } } });
});

it('sources come with the end, as if Google had found them', () => {
  const chunks = encode(
    { type: 'part-start', choice: 0, part: 0, content: { kind: 'text' } },
    { type: 'part-delta', choice: 0, part: 0, text: 'Rain.' },
    { type: 'citation', choice: 0, part: 0, citation: { kind: 'url', url: 'https://a.example', start: 0, end: 4 } },
    { type: 'part-end', choice: 0, part: 0 },
    FINISH,
  );
  expect(chunks.at(-1)).toMatchObject({
    candidates: [
      {
        finishReason: 'STOP',
        groundingMetadata: {
          groundingChunks: [{ web: { uri: 'https://a.example' } }],
          groundingSupports: [{ segment: { startIndex: 0, endIndex: 4 }, groundingChunkIndices: [0] }],
        },
      },
    ],
  });
});

it.for<[string, AnswerEvent, string]>([
  ['Gemini’s own word', { type: 'finish', choice: 0, reason: { unified: 'content_filter', raw: 'SPII' } }, 'SPII'],
  ['a refusal', { type: 'finish', choice: 0, reason: { unified: 'refusal', raw: 'refusal' } }, 'SAFETY'],
  ['calls', { type: 'finish', choice: 0, reason: { unified: 'tool_calls', raw: 'tool_use' } }, 'STOP'],
  ['the limit', { type: 'finish', choice: 0, reason: { unified: 'length', raw: 'length' } }, 'MAX_TOKENS'],
])('the end of %s', ([, event, finishReason]) => {
  expect(encode(event).at(-1)).toMatchObject({ candidates: [{ finishReason }], modelVersion: 'm', responseId: 'id' });
});

it('pictures are inline data', () => {
  expect(
    partsOf(encode({ type: 'media', choice: 0, part: 0, mediaType: 'image/png', data: 'iVBO' }, FINISH))[0],
  ).toEqual({
    inlineData: { mimeType: 'image/png', data: 'iVBO' },
  });
});
