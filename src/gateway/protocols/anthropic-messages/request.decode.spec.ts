import { describe, expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import { ANTHROPIC_MESSAGES } from './dispositions.js';
import { ownFieldLoss } from '../canonical/disposition-table.js';
import { decodeRequest } from './request.decode.js';

const decode = (more: JsonObject) => decodeRequest({ model: 'm', max_tokens: 10, messages: [], ...more });
const decodeContent = (role: string, content: JsonValue) => decode({ messages: [{ role, content }] });
const lossesOf = (more: JsonObject) =>
  decode(more).own.flatMap((field) => ownFieldLoss(ANTHROPIC_MESSAGES, field) ?? []);

describe('messages', () => {
  it('results are messages of their own to everyone else, and know their tool', () => {
    const { request } = decode({
      messages: [
        { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'look', input: { x: 1 } }] },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a', content: 'seen', is_error: true },
            { type: 'text', text: 'So?' },
          ],
        },
      ],
    });
    expect(request.messages).toMatchObject([
      { role: 'assistant', content: [{ kind: 'tool-call', id: 'a', name: 'look', arguments: '{"x":1}' }] },
      {
        role: 'tool',
        content: [{ kind: 'tool-result', callId: 'a', name: 'look', isError: true, content: [{ text: 'seen' }] }],
      },
      { role: 'user', content: [{ kind: 'text', text: 'So?' }] },
    ]);
  });

  it('instructions stand first', () => {
    expect(decode({ system: 'A', messages: [{ role: 'user', content: 'Hi' }] }).request.messages).toMatchObject([
      { role: 'system', content: [{ text: 'A' }], origin: '/system' },
      { role: 'user' },
    ]);
  });

  it('cache breakpoints keep their lifetime', () => {
    const control = { type: 'ephemeral', ttl: '1h' };
    const { request } = decodeContent('user', [
      { type: 'text', text: 'a', cache_control: control },
      { type: 'text', text: 'b', cache_control: { type: 'ephemeral' } },
    ]);
    expect(request.messages[0]?.content).toMatchObject([{ cacheBreakpoint: { ttl: '1h' } }, { cacheBreakpoint: {} }]);
  });

  it.for<[string, JsonObject, object]>([
    [
      'base64',
      { type: 'base64', media_type: 'application/pdf', data: 'eA==' },
      { kind: 'base64', mediaType: 'application/pdf' },
    ],
    ['url', { type: 'url', url: 'https://a' }, { kind: 'url', url: 'https://a' }],
    ['file', { type: 'file', file_id: 'f' }, { kind: 'file', fileId: 'f' }],
    ['text', { type: 'text', media_type: 'text/plain', data: 'x' }, { kind: 'text', text: 'x' }],
    [
      'blocks',
      {
        type: 'content',
        content: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      { kind: 'text', text: 'a\nb' },
    ],
  ])('a document of %s', ([, source, canonical]) => {
    const block = { type: 'document', source, title: 't', citations: { enabled: true } };
    const { request, residue } = decodeContent('user', [block]);
    expect(request.messages[0]?.content).toMatchObject([
      { kind: 'document', source: canonical, filename: 't', citations: true },
    ]);
    expect(residue).toEqual([]);
  });

  it('a picture inside of a document of blocks is left over, so that it is refused and not lost', () => {
    const source = { type: 'content', content: [{ type: 'image', source: {} }] };
    expect(decodeContent('user', [{ type: 'document', source }]).residue).toEqual([
      '/messages/0/content/0/source/content/0',
    ]);
  });
});

describe('thinking', () => {
  it.for<[string, JsonObject, object | undefined]>([
    ['a budget', { thinking: { type: 'enabled', budget_tokens: 2000 } }, { budgetTokens: 2000, summary: 'auto' }],
    ['adaptive', { thinking: { type: 'adaptive' } }, { effort: 'high', summary: 'auto' }],
    ['adaptive and hidden', { thinking: { type: 'adaptive', display: 'omitted' } }, { effort: 'high' }],
    [
      'adaptive with an effort',
      { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } },
      { effort: 'low', summary: 'auto' },
    ],
    ['between tools', { thinking: { type: 'between_tools' } }, { effort: 'low', summary: 'auto' }],
    ['disabled', { thinking: { type: 'disabled' } }, { effort: 'none' }],
    ['an effort alone', { output_config: { effort: 'max' } }, { effort: 'max' }],
    ['nothing', {}, undefined],
  ])('%s', ([, more, reasoning]) => {
    expect(decode(more).request.reasoning).toEqual(reasoning);
  });

  it('an effort of the answer is reported where nothing is thought', () => {
    const { unsaid } = decode({ thinking: { type: 'disabled' }, output_config: { effort: 'low' } });
    expect(unsaid).toEqual([expect.objectContaining({ pointer: '/output_config/effort', disposition: 'dropped' })]);
  });

  it('an unknown kind is left over', () => {
    expect(decode({ thinking: { type: 'telepathic' } }).residue).toEqual(['/thinking']);
  });
});

describe('what only Anthropic can do', () => {
  it('its own tools are refused elsewhere', () => {
    expect(lossesOf({ tools: [{ type: 'web_search_20250305', name: 'web_search' }] })).toMatchObject([
      { pointer: '/tools/0', disposition: 'refused' },
    ]);
  });

  it('what its tools said is dropped, and reported by its block', () => {
    const block = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
    expect(lossesOf({ messages: [{ role: 'assistant', content: [block] }] })).toMatchObject([
      { pointer: '/messages/0/content/0', disposition: 'dropped' },
    ]);
  });

  it('files in a container are refused', () => {
    const block = { type: 'container_upload', file_id: 'f' };
    expect(lossesOf({ messages: [{ role: 'user', content: [block] }] })).toMatchObject([{ disposition: 'refused' }]);
  });

  it('what asks for nothing is no loss', () => {
    const block = { type: 'tool_use', id: 'a', name: 'b', input: {}, caller: { type: 'direct' } };
    expect(lossesOf({ mcp_servers: [], messages: [{ role: 'assistant', content: [block] }] })).toEqual([]);
  });
});

it.for<[JsonObject, string]>([
  [{ messages: [{ role: 'user', content: 7 }] }, 'messages[0].content'],
  [{ messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] }, 'messages[0].content[0].tool_use_id'],
  [{ messages: [{ role: 'user', content: [{ type: 'image' }] }] }, 'messages[0].content[0].source'],
  [{ thinking: { type: 'enabled' } }, 'thinking.budget_tokens'],
  [{ tools: [{ input_schema: {} }] }, 'tools[0].name'],
  [{ stop_sequences: [1] }, 'stop_sequences'],
  [{ output_config: { effort: 'some' } }, 'output_config.effort'],
])('%j is refused by the name of its field', ([more, param]) => {
  expect(() => decode(more)).toThrow(expect.objectContaining({ details: expect.objectContaining({ param }) }));
});
