import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalMessage, CanonicalRequest, ContentPart, Reasoning } from '../canonical/request.js';
import { encodeRequest } from './request.encode.js';

const USER: CanonicalMessage = { role: 'user', content: [{ kind: 'text', text: 'Hi.' }] };

function encode(more: Partial<CanonicalRequest>) {
  const request: CanonicalRequest = { model: 'gemini-3-pro', stream: false, messages: [USER], sampling: {}, ...more };
  const { body, losses } = encodeRequest(request, EVERY_CAPABILITY);
  return { body: JSON.parse(JSON.stringify(body)) as JsonObject, losses };
}

function partsOf(message: CanonicalMessage, model = 'gemini-3-pro'): JsonObject[] {
  const { body } = encode({ model, messages: [USER, message] });
  return (body['contents'] as { parts: JsonObject[] }[])[1]?.parts ?? [];
}

const call = (more: Partial<Extract<ContentPart, { kind: 'tool-call' }>> = {}): ContentPart => ({
  kind: 'tool-call',
  id: 'call_1',
  name: 'look',
  arguments: '{"at":1}',
  ...more,
});

it('says no more than it was told', () => {
  expect(encode({}).body).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hi.' }] }] });
});

describe('system messages', () => {
  it('of the middle are put before the conversation, and that is reported', () => {
    const { body, losses } = encode({
      messages: [
        { role: 'system', content: [{ kind: 'text', text: 'One.' }] },
        USER,
        { role: 'developer', content: [{ kind: 'text', text: 'Two.' }], origin: '/messages/2' },
      ],
    });
    expect(body['systemInstruction']).toEqual({ parts: [{ text: 'One.' }, { text: 'Two.' }] });
    expect(losses).toMatchObject([{ feature: 'developer-message', origin: '/messages/2', disposition: 'adjusted' }]);
  });
});

describe('signatures', () => {
  const signature = { issuer: 'gemini', data: 'c2ln' } as const;

  it('go back on the part they came with, an empty one too', () => {
    const content: ContentPart[] = [
      { kind: 'text', text: 'So.', signature },
      call({ signature }),
      { kind: 'text', text: '', signature },
    ];
    expect(partsOf({ role: 'assistant', content }).map((part) => part['thoughtSignature'])).toEqual(
      Array(3).fill('c2ln'),
    );
  });

  it.for<[string, ContentPart[]]>([
    ['before', [{ kind: 'reasoning', text: '', redacted: true, signature }, call()]],
    ['behind', [call(), { kind: 'reasoning', text: '', redacted: true, signature }]],
  ])('that a client could only keep %s the call return to it', ([, content]) => {
    expect(partsOf({ role: 'assistant', content })).toEqual([
      { functionCall: { id: 'call_1', name: 'look', args: { at: 1 } }, thoughtSignature: 'c2ln' },
    ]);
  });

  it.for<[string, string, unknown]>([
    ['Gemini 3', 'gemini-3-pro', 'skip_thought_signature_validator'],
    ['Gemini 2.5, which asks for none', 'gemini-2.5-pro', undefined],
    ['a model that does not say', 'tuned', undefined],
  ])('that another vendor gave are nothing to it; the call of the turn is excused: %s', ([, model, said]) => {
    const content = [call({ signature: { issuer: 'anthropic-messages', data: 'x' } })];
    expect(partsOf({ role: 'assistant', content }, model)[0]?.['thoughtSignature']).toBe(said);
  });
});

describe('results', () => {
  const result = (text: string, isError?: boolean): ContentPart => ({
    kind: 'tool-result',
    callId: 'call_1',
    content: [{ kind: 'text', text }],
    isError,
  });

  it.for<[string, ContentPart, JsonObject]>([
    ['a text', result('rain'), { result: 'rain' }],
    ['a number stays a text', result('1.0'), { result: '1.0' }],
    ['an object is the answer', result('{"sky":"blue"}'), { sky: 'blue' }],
    ['a list', result('[1,2]'), { result: [1, 2] }],
    ['no JSON after all', result('[sic]'), { result: '[sic]' }],
    ['an error', result('broken', true), { error: 'broken' }],
  ])('are objects: %s', ([, part, response]) => {
    const { body } = encode({
      messages: [USER, { role: 'assistant', content: [call()] }, { role: 'tool', content: [part] }],
    });
    expect((body['contents'] as JsonObject[])[2]).toEqual({
      role: 'user',
      parts: [{ functionResponse: { id: 'call_1', name: 'look', response } }],
    });
  });

  it('of parallel calls share one content', () => {
    const tool: CanonicalMessage = { role: 'tool', content: [result('x')] };
    const { body } = encode({ messages: [USER, { role: 'assistant', content: [call(), call()] }, tool, tool] });
    expect((body['contents'] as { parts: unknown[] }[]).map(({ parts }) => parts.length)).toEqual([1, 2, 2]);
  });
});

describe('thinking', () => {
  it.for<[string, string, Reasoning, JsonObject, number]>([
    ['levels', 'gemini-3-pro', { effort: 'high' }, { thinkingLevel: 'HIGH' }, 0],
    ['above the highest', 'gemini-3-pro', { effort: 'max' }, { thinkingLevel: 'HIGH' }, 1],
    ['off cannot be', 'gemini-3-flash', { effort: 'none' }, { thinkingLevel: 'MINIMAL' }, 1],
    ['Pro begins at low', 'gemini-3.1-pro-preview', { effort: 'minimal' }, { thinkingLevel: 'LOW' }, 1],
    ['a level or a budget', 'gemini-3-pro', { effort: 'low', budgetTokens: 9 }, { thinkingLevel: 'LOW' }, 1],
    ['budgets before 3', 'gemini-2.5-flash', { effort: 'medium' }, { thinkingBudget: 8192 }, 0],
    ['off before 3', 'gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }, 0],
    ['the client’s own budget', 'gemini-2.5-pro', { effort: 'low', budgetTokens: 9 }, { thinkingBudget: 9 }, 0],
    ['shown', 'gemini-2.5-pro', { summary: 'auto' }, { includeThoughts: true }, 0],
  ])('%s', ([, model, reasoning, thinkingConfig, lost]) => {
    const { body, losses } = encode({ model, reasoning });
    expect(body['generationConfig']).toEqual({ thinkingConfig });
    expect(losses).toHaveLength(lost);
  });
});

describe('files', () => {
  const image = (source: Extract<ContentPart, { kind: 'image' }>['source']): Partial<CanonicalRequest> => ({
    messages: [{ role: 'user', content: [{ kind: 'image', source, origin: '/x' }] }],
  });

  it.for<[string, string]>([
    ['https://example.com/a.PNG?x=1', 'image/png'],
    ['https://example.com/a', 'image/jpeg'],
  ])('of the web get the type that Google wants: %s', ([url, mimeType]) => {
    expect(encode(image({ kind: 'url', url })).body['contents']).toEqual([
      { role: 'user', parts: [{ fileData: { mimeType, fileUri: url } }] },
    ]);
  });

  it('stored at another vendor are refused', () => {
    expect(encode(image({ kind: 'file', fileId: 'file-abc' })).losses).toMatchObject([
      { feature: 'image-file', origin: '/x', disposition: 'refused' },
    ]);
  });
});

it.for<[string, string | undefined, number]>([
  ['default', 'standard', 0],
  ['auto', undefined, 0],
  ['flex', 'flex', 0],
  ['scale', undefined, 1],
])('the service tier %s', ([serviceTier, said, lost]) => {
  const { body, losses } = encode({ serviceTier });
  expect(body['serviceTier']).toBe(said);
  expect(losses).toHaveLength(lost);
});

it('arguments that are no object are refused, not guessed', () => {
  const { losses } = encode({ messages: [USER, { role: 'assistant', content: [call({ arguments: '{"cut' })] }] });
  expect(losses).toMatchObject([{ feature: 'tool-call-history', disposition: 'refused' }]);
});
