import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { openaiChat } from './codec.js';

const body = (more: JsonObject): JsonObject => ({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more });
const ADDRESS = { model: 'm', stream: false };
const decode = (more: JsonObject) => openaiChat.decodeRequest(body(more), ADDRESS);

describe('wrong requests are refused by field', () => {
  test.each([
    [{ model: undefined }, 'missing_field', 'model'],
    [{ model: 7 }, 'invalid_field', 'model'],
    [{ messages: undefined }, 'missing_field', 'messages'],
    [{ messages: [] }, 'invalid_field', 'messages'],
    [{ messages: ['hi'] }, 'invalid_field', 'messages[0]'],
    [{ messages: [{ role: 'user' }] }, 'missing_field', 'messages[0].content'],
    [{ messages: [{ role: 'user', content: 7 }] }, 'invalid_field', 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'missing_field', 'messages[0].content[0].text'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'missing_field', 'messages[0].tool_call_id'],
    [{ temperature: 'warm' }, 'invalid_field', 'temperature'],
    [{ n: 0 }, 'invalid_field', 'n'],
    [{ tools: {} }, 'invalid_field', 'tools'],
    [{ tools: [{ type: 'function', function: {} }] }, 'missing_field', 'tools[0].function.name'],
    [{ reasoning_effort: 'extreme' }, 'invalid_field', 'reasoning_effort'],
    [{ response_format: { type: 'json_schema' } }, 'missing_field', 'response_format.json_schema'],
  ])('%j', (more, code, param) => {
    expect(() => decode(more as JsonObject)).toThrow(expect.objectContaining({ code, param }));
  });
});

describe('what is unknown is left as residue', () => {
  test.each([
    [{ messages: [{ role: 'oracle', content: 'x' }] }, '/messages/0'],
    [{ messages: [{ role: 'user', content: [{ type: 'hologram' }] }] }, '/messages/0/content/0'],
    [{ tools: [{ type: 'time_machine' }] }, '/tools/0'],
    [{ tool_choice: { type: 'dice' } }, '/tool_choice'],
    [{ response_format: { type: 'haiku' } }, '/response_format'],
    [{ min_p: 0.1 }, '/min_p'],
  ])('%j', (more, pointer) => {
    expect(decode(more as JsonObject).residue).toEqual([pointer]);
  });
});

describe('what is known becomes canonical', () => {
  test('a base64 data URL is taken apart, another URL stays one', () => {
    const image = (url: string) => ({ type: 'image_url', image_url: { url } });
    const content = [image('data:image/png;base64,AAAA'), image('https://example.com/a.png')];
    expect(decode({ messages: [{ role: 'user', content }] }).request.messages[0]?.content).toMatchObject([
      { source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } },
      { source: { kind: 'url', url: 'https://example.com/a.png' } },
    ]);
  });

  test('a tool result learns the name of its tool from the call', () => {
    const calls = [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }];
    const { request } = decode({
      messages: [
        { role: 'assistant', content: null, tool_calls: calls },
        { role: 'tool', tool_call_id: 'c1', content: 'seen' },
      ],
    });
    expect(request.messages[1]?.content).toMatchObject([{ kind: 'tool-result', callId: 'c1', name: 'look' }]);
  });

  test.each(['max_tokens', 'max_completion_tokens'])('%s caps the output', (field) => {
    expect(decode({ [field]: 9 }).request.maxOutputTokens).toBe(9);
  });

  test('the legacy call and its result find each other', () => {
    const { request } = decode({
      messages: [
        { role: 'assistant', content: null, function_call: { name: 'look', arguments: '{}' } },
        { role: 'function', name: 'look', content: 'seen' },
      ],
    });
    const [call, result] = request.messages.map((message) => message.content[0]);
    expect(call?.kind === 'tool-call' && call.id).toBe(result?.kind === 'tool-result' && result.callId);
  });

  test('a "__proto__" key pollutes nothing', () => {
    const raw = JSON.parse(
      '{"model":"m","messages":[{"role":"user","content":"hi","__proto__":{"x":1}}],"__proto__":{"stream":true},"metadata":{"__proto__":{"y":1}}}',
    ) as JsonObject;
    const { request, residue } = openaiChat.decodeRequest(raw, ADDRESS);
    expect(request.stream).toBe(false);
    expect(residue).toEqual(['/__proto__', '/messages/0/__proto__']);
    expect(({} as Record<string, unknown>)['y']).toBeUndefined();
  });
});
