import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, CanonicalEvent } from '../canonical/event.js';
import { GeminiStreamDecoder } from './stream.decoder.js';

function decode(...chunks: JsonObject[]): CanonicalEvent[] {
  const decoder = new GeminiStreamDecoder({ provider: 'p', answerId: 'a' });
  return [...chunks.flatMap((chunk) => decoder.decode({ data: JSON.stringify(chunk) })), ...decoder.end()];
}

function answerOf(...chunks: JsonObject[]) {
  const [choice] = collectAnswer(
    decode(...chunks).filter((event): event is AnswerEvent => event.type !== 'error'),
  ).choices;
  if (!choice) throw new Error('no choice');
  return choice;
}

const parts = (list: JsonObject[], more: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { parts: list, role: 'model' }, ...more }],
});
const END = { finishReason: 'STOP' };

describe('calls', () => {
  it('are counted over all chunks, keep ids of their own, and end in tool_calls though Gemini says STOP', () => {
    const { parts: calls, reason } = answerOf(
      parts([{ functionCall: { name: 'a', args: {} } }]),
      parts([{ functionCall: { name: 'a', args: { x: 1 } } }, { functionCall: { name: 'b', id: 'own' } }], END),
    );
    expect(calls.map(({ head, text }) => head.kind === 'tool-call' && [head.id, head.name, text])).toEqual([
      ['call_a_1', 'a', '{}'],
      ['call_a_2', 'a', '{"x":1}'],
      ['own', 'b', '{}'],
    ]);
    expect(reason).toEqual({ unified: 'tool_calls', raw: 'STOP' });
  });

  it.for<[string, string, string]>([
    ['cut by the limit', 'MAX_TOKENS', 'length'],
    ['broken', 'MALFORMED_FUNCTION_CALL', 'error'],
    ['of a tool that is not there', 'UNEXPECTED_TOOL_CALL', 'error'],
  ])('%s never end in tool_calls', ([, finishReason, unified]) => {
    expect(answerOf(parts([{ functionCall: { name: 'a' } }], { finishReason })).reason.unified).toBe(unified);
  });

  it('whose arguments come in pieces are put together by their paths', () => {
    const piece = (partialArgs: JsonObject[], willContinue = true) =>
      parts([{ functionCall: { partialArgs, ...(willContinue ? { willContinue } : {}) } }]);
    const { parts: calls } = answerOf(
      parts([{ functionCall: { name: 'a', willContinue: true }, thoughtSignature: 'c2ln' }]),
      piece([{ jsonPath: '$.city', stringValue: 'Bre', willContinue: true }]),
      piece([{ jsonPath: '$.city', stringValue: 'men' }]),
      piece([
        { jsonPath: '$.days[0].no', numberValue: 1 },
        { jsonPath: "$['a key']", boolValue: true },
      ]),
      piece([{ jsonPath: '$.days[1]', nullValue: 'NULL_VALUE' }]),
      parts([{ functionCall: {} }]),
      parts([{ functionCall: { name: 'b', willContinue: true } }]),
      parts([{ functionCall: {} }], END),
    );
    expect(calls.map(({ text }) => JSON.parse(text) as unknown)).toEqual([
      { city: 'Bremen', days: [{ no: 1 }, null], 'a key': true },
      {},
    ]);
    expect(calls.map(({ signature }) => signature?.data)).toEqual(['c2ln', undefined]);
  });

  it('cannot put anything into the prototype', () => {
    const { parts: calls } = answerOf(
      parts([{ functionCall: { name: 'a', willContinue: true } }]),
      parts([{ functionCall: { partialArgs: [{ jsonPath: '$.__proto__.polluted', boolValue: true }] } }], END),
    );
    expect(calls[0]?.text).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });
});

describe('texts', () => {
  it('of one kind grow together; a signed one stands alone, even empty', () => {
    const { parts: texts } = answerOf(
      parts([{ text: 'Hm', thought: true }]),
      parts([{ text: 'm.', thought: true }, { text: 'So' }]),
      parts([{ text: '.' }]),
      parts([{ text: '', thoughtSignature: 'c2ln' }], END),
    );
    expect(texts.map(({ head, text, signature }) => [head.kind, text, signature?.data])).toEqual([
      ['reasoning', 'Hmm.', undefined],
      ['text', 'So.', undefined],
      ['text', '', 'c2ln'],
    ]);
  });

  it('come with how likely their words were', () => {
    const logprobsResult = {
      chosenCandidates: [{ token: 'Hi', tokenId: 1, logProbability: -0.1 }],
      topCandidates: [{ candidates: [{ token: 'Ho', logProbability: -2 }] }],
    };
    expect(answerOf(parts([{ text: 'Hi' }], { ...END, logprobsResult })).parts[0]?.logprobs).toEqual([
      { token: 'Hi', logprob: -0.1, top: [{ token: 'Ho', logprob: -2 }] },
    ]);
  });
});

describe('sources', () => {
  const groundingMetadata = {
    groundingChunks: [{ web: { uri: 'https://a.example', title: 'A' } }, { web: { uri: 'https://b.example' } }],
    groundingSupports: [{ segment: { endIndex: 4, text: 'Rain' }, groundingChunkIndices: [0] }],
  };

  it('are citations of the text, with their place; those without one are of the whole', () => {
    expect(answerOf(parts([{ text: 'Rain.' }]), parts([], { ...END, groundingMetadata })).parts[0]?.citations).toEqual([
      { kind: 'url', url: 'https://a.example', title: 'A', start: 0, end: 4 },
      { kind: 'url', url: 'https://b.example' },
    ]);
  });

  it('tell no place where bytes are not characters', () => {
    const [citation] = answerOf(parts([{ text: 'Grüße.' }], { ...END, groundingMetadata })).parts[0]?.citations ?? [];
    expect(citation).toEqual({ kind: 'url', url: 'https://a.example', title: 'A' });
  });

  it('of recited texts are gathered from every chunk', () => {
    const source = (uri: string) => ({ citationMetadata: { citationSources: [{ uri, endIndex: 3 }] } });
    const choice = answerOf(parts([{ text: 'abc' }], source('https://a.example')), {
      candidates: [{ finishReason: 'RECITATION', ...source('https://b.example') }],
    });
    expect(choice.parts[0]?.citations?.map((citation) => citation.kind === 'url' && citation.url)).toEqual([
      'https://a.example',
      'https://b.example',
    ]);
    expect(choice.reason.unified).toBe('content_filter');
  });
});

describe('ends', () => {
  it('comes once and last, however often it is said', () => {
    const events = decode(parts([{ text: 'One.' }], END), {
      ...parts([{ text: ' Two.' }], END),
      usageMetadata: { promptTokenCount: 1, totalTokenCount: 1 },
    });
    expect(events.map(({ type }) => type)).toEqual([
      'start',
      'part-start',
      'part-delta',
      'part-delta',
      'part-end',
      'finish',
      'usage',
    ]);
  });

  it('may be a number', () => {
    expect(answerOf(parts([{ text: 'One.' }], { finishReason: 2 })).reason).toEqual({
      unified: 'length',
      raw: 'MAX_TOKENS',
    });
  });

  it('is missing from a stream that was cut, whose usage is known all the same', () => {
    const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 };
    expect(decode({ ...parts([{ text: 'One' }]), usageMetadata }).slice(-2)).toMatchObject([
      { type: 'usage', usage: { inputUncached: 3, output: 1 } },
      { type: 'error', cause: 'truncated' },
    ]);
  });

  it('is an error where the vendor says so, whatever was finished before', () => {
    expect(
      decode(parts([{ text: 'One.' }], END), { error: { code: 499, message: 'Cancelled.', status: 'CANCELLED' } }).at(
        -1,
      ),
    ).toEqual({
      type: 'error',
      cause: 'vendor',
      message: 'Cancelled.',
      code: 'CANCELLED',
      vendorType: 'CANCELLED',
    });
  });

  it('is a filter where the prompt was blocked', () => {
    expect(decode({ promptFeedback: { blockReason: 'MODEL_ARMOR' } })[1]).toMatchObject({
      type: 'finish',
      reason: { unified: 'content_filter', raw: 'MODEL_ARMOR' },
    });
  });

  it('several answers end each for itself', () => {
    const { choices } = collectAnswer(
      decode({
        candidates: [
          { index: 0, content: { parts: [{ text: 'A' }] }, finishReason: 'STOP' },
          { index: 1, content: { parts: [{ text: 'B' }] }, finishReason: 'MAX_TOKENS' },
        ],
      }).filter((event): event is AnswerEvent => event.type !== 'error'),
    );
    expect(choices.map(({ choice, parts: [part], reason }) => [choice, part?.text, reason.unified])).toEqual([
      [0, 'A', 'stop'],
      [1, 'B', 'length'],
    ]);
  });
});

it('pictures are media, and what only Google has travels on', () => {
  const choice = answerOf(
    parts([{ inlineData: { mimeType: 'image/png', data: 'iVBO' } }, { executableCode: { code: '1+1' } }], END),
  );
  expect(choice.media).toEqual([{ part: 0, mediaType: 'image/png', data: 'iVBO' }]);
  expect(choice.extensions).toEqual({ gemini: { parts: [{ executableCode: { code: '1+1' } }] } });
});

it('what is no chunk is the provider’s error', () => {
  const decoder = new GeminiStreamDecoder({ provider: 'p', answerId: 'a' });
  expect(() => decoder.decode({ data: '[' })).toThrow(
    expect.objectContaining({ code: 'provider_invalid_response' }) as Error,
  );
});
