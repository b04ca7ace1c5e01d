import { describe, expect, test } from 'vitest';
import { type Capabilities, EVERY_CAPABILITY } from '../../canonical/capabilities.js';
import type { CanonicalRequest, ContentPart } from '../../canonical/request.js';
import { ollamaChat } from './codec.js';

const tools = [{ name: 'one' }, { name: 'two' }];

function encode(more: Partial<CanonicalRequest>, capabilities: Partial<Capabilities> = {}) {
  const request: CanonicalRequest = { model: 'm', stream: true, messages: [], sampling: {}, ...more };
  const { body, losses } = ollamaChat.encodeRequest(request, { ...EVERY_CAPABILITY, ...capabilities });
  return {
    body: JSON.parse(JSON.stringify(body)) as Record<string, unknown>,
    losses: losses.map(({ feature, disposition }) => [feature, disposition]),
  };
}

const user = (...content: ContentPart[]) => ({ messages: [{ role: 'user' as const, content }] });

describe('settings', () => {
  test('go into options', () => {
    const sampling = {
      temperature: 0,
      topP: 1,
      topK: 2,
      seed: 3,
      stop: ['x'],
      frequencyPenalty: 4,
      presencePenalty: 5,
    };
    expect(encode({ sampling, maxOutputTokens: 9 })).toEqual({
      body: {
        model: 'm',
        messages: [],
        stream: true,
        options: {
          temperature: 0,
          top_p: 1,
          top_k: 2,
          seed: 3,
          stop: ['x'],
          frequency_penalty: 4,
          presence_penalty: 5,
          num_predict: 9,
        },
      },
      losses: [],
    });
  });

  test('that nobody chose are not invented', () => {
    expect(encode({}).body).toEqual({ model: 'm', messages: [], stream: true });
  });

  test('stream is said when it is off, for Ollama streams by default', () => {
    expect(encode({ stream: false }).body['stream']).toBe(false);
  });

  test.each([
    ['none', false, []],
    ['minimal', 'low', [['reasoning-effort', 'adjusted']]],
    ['medium', 'medium', []],
    ['xhigh', 'high', [['reasoning-effort', 'adjusted']]],
    ['max', 'max', []],
  ] as const)('effort %s thinks %s', (effort, think, losses) => {
    expect(encode({ reasoning: { effort } })).toMatchObject({ body: { think }, losses });
  });

  test('a thinking budget becomes the nearest effort, and says that it is no budget any more', () => {
    expect(encode({ reasoning: { budgetTokens: 2000 } })).toMatchObject({
      body: { think: 'medium' },
      losses: [['reasoning-budget', 'adjusted']],
    });
  });

  test('a schema keeps its name and description as title and description', () => {
    const output = {
      kind: 'json-schema',
      name: 'n',
      description: 'd',
      strict: true,
      schema: { type: 'object' },
    } as const;
    expect(encode({ output })).toMatchObject({
      body: { format: { type: 'object', title: 'n', description: 'd' } },
      losses: [],
    });
  });

  test('what Ollama cannot know is dropped and reported', () => {
    expect(encode({ endUser: 'u', serviceTier: 'flex', cacheKey: 'k', metadata: { a: 'b' } }).losses).toEqual([
      ['end-user', 'dropped'],
      ['metadata', 'dropped'],
      ['service-tier', 'dropped'],
      ['cache-key', 'dropped'],
    ]);
  });

  test('several answers are refused, one is no wish', () => {
    expect(encode({ choices: 2 }).losses).toEqual([['choices', 'refused']]);
    expect(encode({ choices: 1 }).losses).toEqual([]);
  });
});

describe('tool choice', () => {
  test('auto is what Ollama does', () => {
    expect(encode({ tools, toolChoice: { kind: 'auto' } }).losses).toEqual([]);
  });

  test('none sends no tools', () => {
    const { body, losses } = encode({ tools, toolChoice: { kind: 'none' } });
    expect(body['tools']).toBeUndefined();
    expect(losses).toEqual([
      ['tool-choice-none', 'adjusted'],
      ['tools', 'adjusted'],
      ['tools', 'adjusted'],
    ]);
  });

  test('a subset sends only the allowed tools', () => {
    const { body, losses } = encode({ tools, toolChoice: { kind: 'subset', mode: 'auto', names: ['two'] } });
    expect(body['tools']).toMatchObject([{ function: { name: 'two', parameters: { type: 'object' } } }]);
    expect(losses).toEqual([
      ['tool-choice-subset', 'adjusted'],
      ['tools', 'adjusted'],
    ]);
  });

  test.each([
    [{ kind: 'required' }],
    [{ kind: 'tool', name: 'one' }],
    [{ kind: 'subset', mode: 'required', names: ['one'] }],
  ] as const)('%j is refused, for nothing can force a call', (toolChoice) => {
    expect(encode({ tools, toolChoice }).losses).toContainEqual([expect.any(String), 'refused']);
  });

  test('limiting calls to one is dropped', () => {
    expect(encode({ parallelToolCalls: false }).losses).toEqual([['single-tool-call', 'dropped']]);
    expect(encode({ parallelToolCalls: true }).losses).toEqual([]);
  });
});

describe('messages', () => {
  test('images are bare base64 beside the text', () => {
    const image = { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } } as const;
    const { body } = encode(user({ kind: 'text', text: 'a' }, image, { kind: 'text', text: 'b' }));
    expect(body['messages']).toEqual([{ role: 'user', content: 'a\nb', images: ['AAAA'] }]);
  });

  test.each([
    ['image-url', { kind: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } }],
    ['image-file', { kind: 'image', source: { kind: 'file', fileId: 'f' } }],
    ['audio-input', { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/wav', data: 'AA' } }],
    ['document-file', { kind: 'document', source: { kind: 'file', fileId: 'f' } }],
  ] as const)('%s is refused', (feature, part) => {
    expect(encode(user(part)).losses).toEqual([[feature, 'refused']]);
  });

  test('images are refused by a model without eyes', () => {
    const image = { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } } as const;
    expect(encode(user(image), { vision: false }).losses).toEqual([['image-data', 'refused']]);
  });

  const called = (args: string): CanonicalRequest['messages'] => [
    { role: 'assistant', content: [{ kind: 'tool-call', id: 'c1', name: 'look', arguments: args }] },
    { role: 'tool', content: [{ kind: 'tool-result', callId: 'c1', content: [{ kind: 'text', text: 'seen' }] }] },
  ];

  test.each([
    ['{"a":1}', { a: 1 }],
    ['', {}],
  ])('arguments %j become an object, and the result names its tool', (text, object) => {
    expect(encode({ messages: called(text) })).toMatchObject({
      body: {
        messages: [
          { role: 'assistant', content: '', tool_calls: [{ id: 'c1', function: { name: 'look', arguments: object } }] },
          { role: 'tool', content: 'seen', tool_name: 'look', tool_call_id: 'c1' },
        ],
      },
      losses: [],
    });
  });

  test.each(['{"a":', '[1]', '"x"'])('arguments %j are refused', (text) => {
    expect(encode({ messages: called(text) }).losses).toEqual([['tool-call-history', 'refused']]);
  });
});
