import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalRequest, ContentPart } from '../canonical/request.js';
import { bedrockConverse } from './codec.js';

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const MISTRAL = 'mistral.mistral-large-2402-v1:0';
const LLAMA = 'us.meta.llama4-scout-17b-instruct-v1:0';

function encode(more: Partial<CanonicalRequest>) {
  const request: CanonicalRequest = { model: CLAUDE, stream: true, messages: [], sampling: {}, ...more };
  const { body, losses } = bedrockConverse.encodeRequest(request, EVERY_CAPABILITY);
  return {
    body: JSON.parse(JSON.stringify(body)) as Record<string, unknown>,
    losses: losses.map(({ feature, disposition }) => [feature, disposition]),
  };
}

type Messages = CanonicalRequest['messages'];

const text = (value: string): ContentPart => ({ kind: 'text', text: value });
const user = (...content: ContentPart[]) => ({ role: 'user' as const, content });
const assistant = (...content: ContentPart[]) => ({ role: 'assistant' as const, content });
const contentOf = (messages: Messages, model = CLAUDE) => {
  const { body, losses } = encode({ messages, model });
  return { content: (body['messages'] as { content: unknown[] }[]).map(({ content }) => content), losses };
};

describe('the conversation', () => {
  test('has its instructions in front', () => {
    const { body, losses } = encode({
      messages: [
        { role: 'system', content: [text('One.'), text('')] },
        { role: 'developer', content: [text('Two.')] },
        user(text('Hi.')),
        { role: 'system', content: [text('Three.')] },
      ],
    });
    expect(body['system']).toEqual([{ text: 'One.' }, { text: 'Two.' }, { text: 'Three.' }]);
    expect(body['messages']).toEqual([{ role: 'user', content: [{ text: 'Hi.' }] }]);
    expect(losses).toEqual([['system-message', 'adjusted']]);
  });

  test('alternates: neighbours of a role are one message, blank texts are none', () => {
    const { content } = contentOf([
      user(text('a')),
      user(text(' \n')),
      user(text('b')),
      assistant(text('c')),
      user(text('')),
    ]);
    expect(content).toEqual([[{ text: 'a' }, { text: 'b' }], [{ text: 'c' }]]);
  });

  test('has the results of a turn first, in one message', () => {
    const result = (callId: string): ContentPart => ({ kind: 'tool-result', callId, content: [text('r')] });
    const { content } = contentOf([
      user(text('before')),
      { role: 'tool', content: [result('one')] },
      { role: 'tool', content: [{ ...result('two'), isError: true } as ContentPart] },
    ]);
    expect(content).toEqual([
      [
        { toolResult: { toolUseId: 'one', content: [{ text: 'r' }] } },
        { toolResult: { toolUseId: 'two', content: [{ text: 'r' }], status: 'error' } },
        { text: 'before' },
      ],
    ]);
  });

  test('tells of a failed result only to models that know failed ones', () => {
    const failed: ContentPart = { kind: 'tool-result', callId: 'one', content: [], isError: true };
    expect(contentOf([{ role: 'tool', content: [failed] }], LLAMA)).toEqual({
      content: [[{ toolResult: { toolUseId: 'one', content: [] } }]],
      losses: [['tool-result-error', 'dropped']],
    });
  });

  test('has arguments as objects', () => {
    const call = (args: string): ContentPart => ({ kind: 'tool-call', id: 'c', name: 'look', arguments: args });
    const { content } = contentOf([assistant(call('{"a":1}'), call(''))]);
    expect(content[0]).toEqual([
      { toolUse: { toolUseId: 'c', name: 'look', input: { a: 1 } } },
      { toolUse: { toolUseId: 'c', name: 'look', input: {} } },
    ]);
    expect(contentOf([assistant(call('{"a":'))]).losses).toContainEqual(['tool-call-history', 'refused']);
  });

  const called = (id: string): Messages => [
    assistant({ kind: 'tool-call', id, name: 'look', arguments: '' }),
    { role: 'tool', content: [{ kind: 'tool-result', callId: id, content: [text('r')] }] },
  ];

  test.each([
    [CLAUDE, 'toolu_01:a.b-c', 'toolu_01:a.b-c'],
    [CLAUDE, 'über/lang', 'call00000'],
    [CLAUDE, 'x'.repeat(65), 'call00000'],
    [MISTRAL, 'toolu_01', 'call00000'],
    [MISTRAL, 'abcDEF123', 'abcDEF123'],
  ])('%s takes the id %s as %s, in call and result', (model, id, sent) => {
    expect(contentOf(called(id), model).content).toMatchObject([
      [{ toolUse: { toolUseId: sent } }],
      [{ toolResult: { toolUseId: sent } }],
    ]);
  });
});

describe('media', () => {
  const data = (mediaType: string) => ({ kind: 'base64' as const, mediaType, data: 'QUFB' });

  test('go with their format', () => {
    const { content, losses } = contentOf([
      user(
        { kind: 'image', source: data('image/jpg') },
        { kind: 'document', source: data('application/pdf'), filename: 'Bericht (März) v2.pdf' },
        { kind: 'document', source: data('application/octet-stream'), filename: 'table.xlsx' },
        { kind: 'audio', source: data('audio/x-wav') },
      ),
    ]);
    expect(content[0]).toEqual([
      { image: { format: 'jpeg', source: { bytes: 'QUFB' } } },
      { document: { format: 'pdf', name: 'Bericht (M-rz) v2', source: { bytes: 'QUFB' } } },
      { document: { format: 'xlsx', name: 'table', source: { bytes: 'QUFB' } } },
      { audio: { format: 'wav', source: { bytes: 'QUFB' } } },
    ]);
    expect(losses).toEqual([]);
  });

  test('no two documents have the same name', () => {
    const note = (citations?: boolean): ContentPart => ({
      kind: 'document',
      source: { kind: 'text', text: 'AAA' },
      citations,
    });
    const { content } = contentOf([user(note(), note(true)), user(note())]);
    expect(content[0]).toEqual([
      { document: { format: 'txt', name: 'document', source: { bytes: 'QUFB' } } },
      { document: { format: 'txt', name: 'document (2)', source: { text: 'AAA' }, citations: { enabled: true } } },
      { document: { format: 'txt', name: 'document (3)', source: { bytes: 'QUFB' } } },
    ]);
  });

  test('stand in results too', () => {
    const result: ContentPart = {
      kind: 'tool-result',
      callId: 'c',
      content: [text('see'), { kind: 'image', source: data('image/png') }],
    };
    expect(contentOf([{ role: 'tool', content: [result] }]).content[0]).toEqual([
      {
        toolResult: {
          toolUseId: 'c',
          content: [{ text: 'see' }, { image: { format: 'png', source: { bytes: 'QUFB' } } }],
        },
      },
    ]);
  });

  test.each([
    ['image-url', { kind: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } }],
    ['image-data', { kind: 'image', source: data('image/tiff') }],
    ['document-file', { kind: 'document', source: { kind: 'file', fileId: 'f' } }],
    ['document-data', { kind: 'document', source: data('application/zip'), filename: 'a.zip' }],
    ['audio-input', { kind: 'audio', source: data('audio/midi') }],
  ] as const)('are refused where Bedrock does not take them: %s', (feature, part) => {
    expect(contentOf([user(part)]).losses).toContainEqual([feature, 'refused']);
  });

  test('are refused in an answer of earlier, and among the instructions', () => {
    const image: ContentPart = { kind: 'image', source: data('image/png') };
    expect(contentOf([assistant(image)]).losses).toEqual([['image-data', 'refused']]);
    expect(contentOf([{ role: 'system', content: [image] }]).losses).toEqual([['image-data', 'refused']]);
  });
});

describe('reasoning of earlier turns', () => {
  const signature = { issuer: 'bedrock-converse', data: 'c2ln' } as const;

  test('goes back with its signature, Anthropic’s own too', () => {
    const { content, losses } = contentOf([
      assistant(
        { kind: 'reasoning', text: 'Hm.', signature },
        { kind: 'reasoning', text: '', redacted: true, signature: { issuer: 'anthropic-messages', data: 'hidden+/=' } },
        text('Yes.'),
      ),
    ]);
    expect(content[0]).toEqual([
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } },
      { reasoningContent: { redactedContent: Buffer.from('hidden+/=').toString('base64') } },
      { text: 'Yes.' },
    ]);
    expect(losses).toEqual([]);
  });

  test('is left out and reported without one, or with that of another vendor', () => {
    const foreign = { issuer: 'gemini', data: 'x' } as const;
    const { content, losses } = contentOf([
      assistant(
        { kind: 'reasoning', text: 'Hm.' },
        { kind: 'reasoning', text: 'Ah.', signature: foreign },
        text('Yes.'),
      ),
    ]);
    expect(content).toEqual([[{ text: 'Yes.' }]]);
    expect(losses).toEqual([
      ['signature-history', 'dropped'],
      ['reasoning-history', 'dropped'],
      ['reasoning-history', 'dropped'],
    ]);
  });
});

describe('cache breakpoints', () => {
  test('become cache points behind what they close', () => {
    const { body, losses } = encode({
      messages: [
        { role: 'system', content: [{ ...text('S'), cacheBreakpoint: {} }] },
        user({ ...text('U'), cacheBreakpoint: { ttl: '1h' } }, text('V')),
        {
          role: 'tool',
          content: [{ kind: 'tool-result', callId: 'c', content: [{ ...text('r'), cacheBreakpoint: { ttl: '5m' } }] }],
        },
      ],
      tools: [{ name: 'look', cacheBreakpoint: {} }],
    });
    const point = { cachePoint: { type: 'default' } };
    expect(body['system']).toEqual([{ text: 'S' }, point]);
    expect(body['messages']).toEqual([
      {
        role: 'user',
        content: [
          { toolResult: { toolUseId: 'c', content: [{ text: 'r' }] } },
          { cachePoint: { type: 'default', ttl: '5m' } },
          { text: 'U' },
          { cachePoint: { type: 'default', ttl: '1h' } },
          { text: 'V' },
        ],
      },
    ]);
    expect(body['toolConfig']).toMatchObject({ tools: [{ toolSpec: { name: 'look' } }, point] });
    expect(losses).toEqual([]);
  });

  test('are dropped for models that do not cache', () => {
    const messages = [user({ ...text('U'), cacheBreakpoint: {} })];
    expect(contentOf(messages, LLAMA)).toEqual({
      content: [[{ text: 'U' }]],
      losses: [['cache-breakpoint', 'dropped']],
    });
  });
});
