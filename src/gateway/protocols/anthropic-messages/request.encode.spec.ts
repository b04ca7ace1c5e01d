import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalMessage, CanonicalRequest, ContentPart } from '../canonical/request.js';
import { encodeRequest } from './request.encode.js';

const QUESTION: CanonicalRequest = {
  model: 'claude-sonnet-4-5',
  stream: false,
  messages: [{ role: 'user', content: [{ kind: 'text', text: 'Hi' }] }],
  sampling: {},
};

/** The body as it would be sent, and what was lost as `feature: disposition`. */
function encode(more: Partial<CanonicalRequest>) {
  const { body, losses } = encodeRequest({ ...QUESTION, ...more }, EVERY_CAPABILITY);
  const sent = JSON.parse(JSON.stringify(body)) as JsonObject;
  return { sent, lost: losses.map(({ feature, disposition }) => `${feature}: ${disposition}`) };
}

const say = (role: CanonicalMessage['role'], ...content: ContentPart[]): CanonicalMessage => ({ role, content });
const text = (words: string): ContentPart => ({ kind: 'text', text: words });
const call = (id: string, args = '{}'): ContentPart => ({ kind: 'tool-call', id, name: 'look', arguments: args });
const result = (callId: string, ...content: ContentPart[]): ContentPart => ({ kind: 'tool-result', callId, content });

describe('max_tokens, which is required', () => {
  it('is what the client said', () => {
    expect(encode({ maxOutputTokens: 7 }).sent).toMatchObject({ max_tokens: 7 });
  });

  it('is the model’s largest where it said nothing', () => {
    expect(encode({}).sent).toMatchObject({ max_tokens: 64_000 });
    expect(encode({ model: 'claude-3-haiku-20240307' }).sent).toMatchObject({ max_tokens: 4096 });
  });
});

describe('messages', () => {
  it('instructions go to the top; one from the middle is reported as moved', () => {
    const { sent, lost } = encode({
      messages: [
        say('system', text('A')),
        say('user', text('Hi')),
        say('developer', text('B')),
        say('user', text('Go')),
      ],
    });
    expect(sent['system']).toEqual([
      { type: 'text', text: 'A' },
      { type: 'text', text: 'B' },
    ]);
    expect(sent['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'Go' },
        ],
      },
    ]);
    expect(lost).toEqual(['developer-message: adjusted']);
  });

  it('results of one turn stand in one user message, first in it', () => {
    const { sent } = encode({
      messages: [
        say('assistant', call('a'), call('b', '')),
        say('user', text('Hm.')),
        say('tool', result('a', text('1'))),
        say('tool', result('b', text('2'), text('3'))),
      ],
    });
    expect(sent['messages']).toMatchObject([
      {
        role: 'assistant',
        content: [
          { type: 'tool_use', input: {} },
          { type: 'tool_use', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'a', content: '1' },
          {
            type: 'tool_result',
            tool_use_id: 'b',
            content: [
              { type: 'text', text: '2' },
              { type: 'text', text: '3' },
            ],
          },
          { type: 'text', text: 'Hm.' },
        ],
      },
    ]);
  });

  it('empty texts and messages without anything else are left out', () => {
    const { sent } = encode({
      messages: [say('user', text('Hi'), text('')), say('assistant', text('')), say('user', text('Go'))],
    });
    expect(sent['messages']).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi' },
          { type: 'text', text: 'Go' },
        ],
      },
    ]);
  });

  it('only reasoning that Anthropic signed goes back; other is reported, never said as text', () => {
    const signed = (issuer: 'anthropic-messages' | 'bedrock-converse' | 'gemini'): ContentPart => ({
      kind: 'reasoning',
      text: issuer,
      signature: { issuer, data: 'c2ln' },
    });
    const { sent, lost } = encode({
      messages: [
        say(
          'assistant',
          { kind: 'reasoning', text: 'unsigned' },
          signed('gemini'),
          signed('anthropic-messages'),
          signed('bedrock-converse'),
          text('x'),
        ),
      ],
    });
    expect(sent['messages']).toEqual([
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'anthropic-messages', signature: 'c2ln' },
          { type: 'thinking', thinking: 'bedrock-converse', signature: 'c2ln' },
          { type: 'text', text: 'x' },
        ],
      },
    ]);
    expect(lost).toEqual(['signature-history: dropped', 'reasoning-history: dropped', 'reasoning-history: dropped']);
  });

  it('arguments that are no object are refused', () => {
    expect(encode({ messages: [say('assistant', call('a', '{"cut'))] }).lost).toEqual(['tool-call-history: refused']);
  });

  it.for<[string, string, object | null]>([
    ['a PDF', 'application/pdf', { type: 'base64', media_type: 'application/pdf' }],
    ['a text', 'text/markdown', { type: 'text', media_type: 'text/plain', data: 'Grüße' }],
    ['anything else', 'application/zip', null],
  ])('a document: %s', ([, mediaType, source]) => {
    const data = Buffer.from('Grüße').toString('base64');
    const document: ContentPart = { kind: 'document', source: { kind: 'base64', mediaType, data } };
    const { sent, lost } = encode({ messages: [say('user', document, text('?'))] });
    if (source === null) expect(lost).toEqual(['document-data: refused']);
    else expect(sent['messages']).toMatchObject([{ content: [{ type: 'document', source }, { type: 'text' }] }]);
  });

  it('a PDF is known by its first bytes where the client does not say what it is', () => {
    const source = { kind: 'base64' as const, mediaType: 'application/octet-stream', data: 'JVBERi0xLjQ=' };
    const { sent } = encode({ messages: [say('user', { kind: 'document', source })] });
    expect(sent['messages']).toMatchObject([{ content: [{ source: { media_type: 'application/pdf' } }] }]);
  });
});

describe('tools', () => {
  const tools = [{ name: 'look', parameters: { properties: {} } }, { name: 'clock' }];

  it('always have an object as input_schema', () => {
    expect(encode({ tools }).sent['tools']).toEqual([
      { name: 'look', input_schema: { type: 'object', properties: {} } },
      { name: 'clock', input_schema: { type: 'object', properties: {} } },
    ]);
  });

  it.for<[string, Partial<CanonicalRequest>, object | undefined]>([
    ['nothing', {}, undefined],
    ['one at a time', { parallelToolCalls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    ['several', { parallelToolCalls: true }, undefined],
    ['required', { toolChoice: { kind: 'required' } }, { type: 'any' }],
    [
      'required, one',
      { toolChoice: { kind: 'required' }, parallelToolCalls: false },
      { type: 'any', disable_parallel_tool_use: true },
    ],
    ['named', { toolChoice: { kind: 'tool', name: 'look' } }, { type: 'tool', name: 'look' }],
    ['none', { toolChoice: { kind: 'none' }, parallelToolCalls: false }, { type: 'none' }],
  ])('choice: %s', ([, more, choice]) => {
    expect(encode({ tools, ...more }).sent['tool_choice']).toEqual(choice);
  });

  it('a free choice among none is not said', () => {
    expect(encode({ toolChoice: { kind: 'auto' } }).sent['tool_choice']).toBeUndefined();
  });

  it('of a subset only the allowed ones are sent', () => {
    const { sent, lost } = encode({ tools, toolChoice: { kind: 'subset', mode: 'required', names: ['clock'] } });
    expect(sent).toMatchObject({ tools: [{ name: 'clock' }], tool_choice: { type: 'any' } });
    expect(lost).toEqual(['tool-choice-required-subset: adjusted', 'tools: adjusted']);
  });
});

it.for<[string, string | undefined, string[]]>([
  ['auto', 'auto', []],
  ['default', 'standard_only', []],
  ['flex', undefined, ['service-tier: dropped']],
])('service tier %s', ([tier, sent, lost]) => {
  const encoded = encode({ serviceTier: tier });
  expect(encoded.sent['service_tier']).toBe(sent);
  expect(encoded.lost).toEqual(lost);
});

it('a schema takes its name and description along', () => {
  const output = {
    kind: 'json-schema',
    name: 'sky',
    description: 'The sky.',
    strict: true,
    schema: { type: 'object' },
  } as const;
  expect(encode({ output })).toMatchObject({
    sent: {
      output_config: {
        format: { type: 'json_schema', schema: { title: 'sky', description: 'The sky.', type: 'object' } },
      },
    },
    lost: [],
  });
});

it('JSON without a schema is refused', () => {
  expect(encode({ output: { kind: 'json' } }).lost).toEqual(['output-json: refused']);
});
