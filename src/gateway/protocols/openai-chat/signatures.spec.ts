import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { AnswerEvent, CanonicalEvent, PartHead } from '../canonical/event.js';
import type { CanonicalMessage, ContentPart } from '../canonical/request.js';
import type { Signature } from '../canonical/signature.js';
import { openaiChat } from './codec.js';

const ADDRESS = { model: 'm', stream: false };
const CONTEXT = { model: 'm', id: 'x', created: 1, includeUsage: false };
const DECODING = { provider: 'test', answerId: 'a1' };

const anthropic = (data: string): Signature => ({ issuer: 'anthropic-messages', data });
const gemini = (data: string): Signature => ({ issuer: 'gemini', data });

function part(index: number, content: PartHead, text: string, signature?: Signature): AnswerEvent[] {
  return [
    { type: 'part-start', choice: 0, part: index, content },
    ...(text === ''
      ? []
      : [...text].map((piece) => ({ type: 'part-delta' as const, choice: 0, part: index, text: piece }))),
    { type: 'part-end', choice: 0, part: index, ...(signature && { signature }) },
  ];
}

const FINISH: AnswerEvent = { type: 'finish', choice: 0, reason: { unified: 'stop', raw: null } };

interface Delta {
  content?: string;
  reasoning_content?: string;
  reasoning_details?: JsonObject[];
  tool_calls?: (JsonObject & { index: number; function: { name?: string; arguments: string } })[];
}

/** The message that a client has at the end of a stream: texts joined, lists grown, calls merged by their index. */
function joined(events: readonly AnswerEvent[]): JsonObject {
  const encoder = openaiChat.createStreamEncoder(CONTEXT);
  const frames = events
    .map((event) => encoder.encode(event))
    .join('')
    .trim()
    .split('\n\n');
  const message = { role: 'assistant', content: '', reasoning_content: '' };
  const details: JsonObject[] = [];
  const calls: JsonObject[] = [];
  for (const frame of frames) {
    const chunk = JSON.parse(frame.slice('data: '.length)) as { choices: { delta: Delta }[] };
    const { delta } = chunk.choices[0] ?? { delta: {} };
    message.content += delta.content ?? '';
    message.reasoning_content += delta.reasoning_content ?? '';
    details.push(...(delta.reasoning_details ?? []));
    for (const { index, function: called, ...rest } of delta.tool_calls ?? []) {
      const known = (calls[index] ??= { function: { arguments: '' } }) as { function: { arguments: string } };
      Object.assign(known, rest, {
        function: { ...known.function, ...called, arguments: known.function.arguments + called.arguments },
      });
    }
  }
  return { ...message, reasoning_details: details, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
}

function whole(events: readonly AnswerEvent[]): JsonObject {
  const { choices } = openaiChat.encodeResponse(events, CONTEXT) as { choices: { message: JsonObject }[] };
  return JSON.parse(JSON.stringify(choices[0]?.message)) as JsonObject;
}

/** What the message says when it comes back as history. */
function decode(message: JsonObject): { parts: readonly ContentPart[]; residue: readonly string[] } {
  const { request, residue } = openaiChat.decodeRequest({ model: 'm', messages: [message] }, ADDRESS);
  return { parts: request.messages[0]?.content ?? [], residue };
}

/** Kind, text and signature: what an issuer looks at. */
function gist(parts: readonly ContentPart[]) {
  return parts.map((one) => ({
    kind: one.kind,
    said: one.kind === 'tool-call' ? one.arguments : 'text' in one ? one.text : '',
    ...('signature' in one && one.signature ? { signature: one.signature } : {}),
    ...(one.kind === 'reasoning' && one.redacted ? { redacted: true } : {}),
  }));
}

const CONVERSATIONS: [string, AnswerEvent[], ReturnType<typeof gist>][] = [
  [
    'one signed thought',
    [...part(0, { kind: 'reasoning' }, 'Grüße 🌍', anthropic('sig')), ...part(1, { kind: 'text' }, 'Hi'), FINISH],
    [
      { kind: 'reasoning', said: 'Grüße 🌍', signature: anthropic('sig') },
      { kind: 'text', said: 'Hi' },
    ],
  ],
  [
    'thoughts signed, unsigned, hidden, and signed again',
    [
      ...part(0, { kind: 'reasoning' }, 'one ', anthropic('1')),
      ...part(1, { kind: 'reasoning' }, 'two '),
      ...part(2, { kind: 'reasoning', redacted: true }, '', anthropic('hidden')),
      ...part(3, { kind: 'reasoning' }, 'three', { issuer: 'openai-responses', data: 'enc', id: 'rs_1' }),
      ...part(4, { kind: 'text' }, 'Hi'),
      FINISH,
    ],
    [
      { kind: 'reasoning', said: 'one ', signature: anthropic('1') },
      { kind: 'reasoning', said: 'two ' },
      { kind: 'reasoning', said: '', signature: anthropic('hidden'), redacted: true },
      { kind: 'reasoning', said: 'three', signature: { issuer: 'openai-responses', data: 'enc', id: 'rs_1' } },
      { kind: 'text', said: 'Hi' },
    ],
  ],
  [
    'signed calls and text',
    [
      ...part(0, { kind: 'text' }, 'Let me '),
      ...part(1, { kind: 'text' }, 'look.', gemini('text')),
      ...part(2, { kind: 'tool-call', id: 'c1', name: 'look' }, '{"a":1}', gemini('call')),
      ...part(3, { kind: 'tool-call', id: 'c2', name: 'look' }, '{"a":2}'),
      FINISH,
    ],
    [
      { kind: 'text', said: 'Let me ' },
      { kind: 'text', said: 'look.', signature: gemini('text') },
      { kind: 'tool-call', said: '{"a":1}', signature: gemini('call') },
      { kind: 'tool-call', said: '{"a":2}' },
    ],
  ],
  [
    'an empty text that is signed',
    [...part(0, { kind: 'text' }, '', gemini('end')), FINISH],
    [{ kind: 'text', said: '', signature: gemini('end') }],
  ],
];

describe.each([
  ['streamed', joined],
  ['whole', whole],
] as const)('signatures of other vendors come back from a client that was answered %s', (_, answer) => {
  test.each(CONVERSATIONS)('%s', (_name, events, expected) => {
    const { parts, residue } = decode(answer(events));
    expect(gist(parts)).toEqual(expected);
    expect(residue).toEqual([]);
  });
});

test('the text is not said again beside its signature', () => {
  const [detail] = joined(CONVERSATIONS[0]?.[1] ?? [])['reasoning_details'] as JsonObject[];
  expect(detail).toEqual({
    type: 'reasoning.text',
    signature: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/) as string,
    format: 'anthropic-claude-v1',
    index: 0,
    start_index: 0,
    end_index: 'Grüße 🌍'.length,
  });
});

test('a target that takes no signature of the kind gets the text without it, and it is reported', () => {
  const message = whole(CONVERSATIONS[0]?.[1] ?? []);
  const { request } = openaiChat.decodeRequest({ model: 'm', messages: [message] }, ADDRESS);
  const { body, losses } = openaiChat.encodeRequest(request, EVERY_CAPABILITY);
  expect(asSent(body)['messages']).toEqual([{ role: 'assistant', content: 'Hi', reasoning_content: 'Grüße 🌍' }]);
  expect(losses).toMatchObject([{ feature: 'signature-history', origin: '/messages/0/reasoning_details/0' }]);
});

test('a text that was there for its signature alone goes with it', () => {
  const { request } = openaiChat.decodeRequest({ model: 'm', messages: [whole(CONVERSATIONS[3]?.[1] ?? [])] }, ADDRESS);
  const { body } = openaiChat.encodeRequest(request, EVERY_CAPABILITY);
  expect(asSent(body)['messages']).toEqual([{ role: 'assistant', content: null }]);
});

describe('details that do not fit', () => {
  const signed = whole(CONVERSATIONS[0]?.[1] ?? []);

  test('because the client kept only the end of the thought are left over, and the thought stays', () => {
    const { parts, residue } = decode({ ...signed, reasoning_content: '🌍' });
    expect(gist(parts)).toMatchObject([{ kind: 'reasoning', said: '🌍' }, { kind: 'text' }]);
    expect(gist(parts)[0]).not.toHaveProperty('signature');
    expect(residue).toEqual(['/messages/0/reasoning_details/0']);
  });

  test('because a client took the places out mean all of the text', () => {
    const [{ start_index: _, end_index: __, ...bare }] = signed['reasoning_details'] as [JsonObject];
    expect(gist(decode({ ...signed, reasoning_details: [bare] }).parts)).toEqual(CONVERSATIONS[0]?.[2]);
  });

  test.each([[{ odd: true }], [{ type: 7 }]])('of no known form are left over: %j', (detail) => {
    expect(decode({ ...signed, reasoning_details: [detail] }).residue).toEqual(['/messages/0/reasoning_details/0']);
  });

  test('of content that is a list of parts are left over', () => {
    const spoken = joined(CONVERSATIONS[3]?.[1] ?? []);
    const list = [
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ];
    expect(decode({ ...spoken, content: list }).residue).toEqual(['/messages/0/reasoning_details/0']);
  });
});

function asSent(body: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(body)) as JsonObject;
}

/** Streams of OpenRouter's: the same text under two names, then the signature. */
function decodeAnswer(...deltas: JsonObject[]): CanonicalEvent[] {
  const decoder = openaiChat.createStreamDecoder(DECODING);
  const frames = [...deltas, null].map((delta) => ({
    id: 'x',
    choices: [{ index: 0, delta: delta ?? {}, finish_reason: delta === null ? 'stop' : null }],
  }));
  return frames.flatMap((frame) => decoder.decode({ data: JSON.stringify(frame) }));
}

/** The answer as the next turn sends it to a server of this dialect. */
function nextTurn(events: readonly CanonicalEvent[]): JsonObject {
  const texts = new Map<number, string>();
  const content: ContentPart[] = [];
  const heads = new Map<number, PartHead>();
  for (const event of events) {
    if (event.type === 'part-start') heads.set(event.part, event.content);
    if (event.type === 'part-delta') texts.set(event.part, (texts.get(event.part) ?? '') + event.text);
    if (event.type === 'part-end') {
      const { signature } = event;
      const head = heads.get(event.part);
      const said = texts.get(event.part) ?? '';
      if (head?.kind === 'tool-call') {
        content.push({ kind: 'tool-call', id: head.id, name: head.name, arguments: said, signature });
      } else if (head?.kind === 'reasoning') {
        content.push({ kind: 'reasoning', text: said, redacted: head.redacted, signature });
      }
    }
  }
  const messages: CanonicalMessage[] = [{ role: 'assistant', content }];
  const { body } = openaiChat.encodeRequest({ model: 'm', stream: false, messages, sampling: {} }, EVERY_CAPABILITY);
  return (asSent(body)['messages'] as [JsonObject])[0];
}

describe("a server's own signatures go back to it as they came", () => {
  const detail = (index: number, more: JsonObject): JsonObject => ({
    type: 'reasoning.text',
    format: 'anthropic-claude-v1',
    index,
    ...more,
  });

  test('from pieces of several blocks', () => {
    const events = decodeAnswer(
      { reasoning: 'Fir', reasoning_details: [detail(0, { text: 'Fir' })] },
      { reasoning: 'st.', reasoning_details: [detail(0, { text: 'st.' })] },
      { content: '', reasoning: null, reasoning_details: [detail(0, { signature: 's0' })] },
      { reasoning: 'Next.', reasoning_details: [detail(1, { text: 'Next.' })] },
      { reasoning_details: [detail(1, { signature: 's1' })] },
      { content: 'Hi' },
    );
    expect(nextTurn(events)).toMatchObject({
      reasoning_content: 'First.Next.',
      reasoning_details: [
        detail(0, { text: 'First.', signature: 's0' }),
        detail(1, { text: 'Next.', signature: 's1' }),
      ],
    });
  });

  test('from a whole message', () => {
    const details = [
      { type: 'reasoning.summary', summary: 'Short.', id: 'rs_1', format: 'openai-responses-v1', index: 0 },
      { type: 'reasoning.encrypted', data: 'enc', id: 'rs_1', format: 'openai-responses-v1', index: 0 },
    ];
    const message = { role: 'assistant', content: 'Hi', reasoning: 'Short.', reasoning_details: details };
    const events = openaiChat.decodeResponse({ choices: [{ index: 0, message, finish_reason: 'stop' }] }, DECODING);
    expect(nextTurn(events)).toMatchObject({ reasoning_content: 'Short.', reasoning_details: details });
  });

  test.each(['google', 'vertex'])('on a tool call, under the name of %s', (vendor) => {
    const extra_content = { [vendor]: { thought_signature: 'dGhvdWdodA==' } };
    const call = { index: 0, id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } };
    const events = decodeAnswer({ tool_calls: [{ ...call, extra_content }] });
    expect(nextTurn(events)).toMatchObject({ tool_calls: [{ id: 'c', extra_content }] });
  });

  test('but a thought that nobody signed has nothing to go back', () => {
    const events = decodeAnswer({ reasoning: 'Hm.', reasoning_details: [detail(0, { text: 'Hm.', signature: null })] });
    expect(events.filter((event) => event.type === 'part-delta')).toHaveLength(1);
    expect(nextTurn(events)).not.toHaveProperty('reasoning_details');
  });
});
