import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { ownFieldLoss, residueLoss } from '../canonical/disposition-table.js';
import { packSignature } from '../canonical/signature.js';
import { OPENAI_RESPONSES } from './dispositions.js';
import { decodeRequest } from './request.decode.js';

const decode = (body: JsonObject) => decodeRequest({ model: 'm', ...body });
const messagesOf = (input: JsonObject[]) => decode({ input }).request.messages;
const user: JsonObject = { role: 'user', content: 'Weather?' };
const call = (id: string): JsonObject => ({ type: 'function_call', call_id: id, name: 'look', arguments: '{}' });

describe('input', () => {
  test('may be one string', () => {
    expect(decode({ input: 'Hi.' }).request.messages).toMatchObject([
      { role: 'user', content: [{ kind: 'text', text: 'Hi.' }] },
    ]);
  });

  test('instructions are the first message', () => {
    expect(decode({ input: 'Hi.', instructions: 'Be brief.' }).request.messages).toMatchObject([
      { role: 'system', content: [{ text: 'Be brief.' }], origin: '/instructions' },
      { role: 'user' },
    ]);
  });

  test('neighbouring items of the assistant are one message, and results end it', () => {
    const said: JsonObject = { role: 'assistant', content: 'Let me look.' };
    const messages = messagesOf([
      user,
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] },
      said,
      call('call_1'),
      call('call_2'),
      { type: 'function_call_output', call_id: 'call_2', output: 'b' },
      { type: 'function_call_output', call_id: 'call_1', output: 'a' },
      call('call_3'),
    ]);
    expect(messages.map(({ role, content }) => [role, content.map(({ kind }) => kind)])).toEqual([
      ['user', ['text']],
      ['assistant', ['reasoning', 'text', 'tool-call', 'tool-call']],
      ['tool', ['tool-result']],
      ['tool', ['tool-result']],
      ['assistant', ['tool-call']],
    ]);
    expect(messages[2]?.content[0]).toMatchObject({ callId: 'call_2', name: 'look' });
  });

  test.each<[string, JsonObject, string]>([
    ['a message without role', { content: 'x' }, 'input[0].role'],
    ['a result without call', { type: 'function_call_output', output: 'x' }, 'input[0].call_id'],
    [
      'an image without source',
      { role: 'user', content: [{ type: 'input_image', detail: 'low' }] },
      'input[0].content[0].image_url',
    ],
  ])('%s is refused by its name', (_, item, param) => {
    expect(() => messagesOf([item])).toThrow(expect.objectContaining({ param }));
  });
});

test('nothing to answer is refused, unless it is stored somewhere', () => {
  expect(() => decode({ instructions: 'Be brief.' })).toThrow(expect.objectContaining({ param: 'input' }));
  expect(decode({ previous_response_id: 'resp_1' }).request.messages).toEqual([]);
});

describe('reasoning', () => {
  const reasoning = (encrypted: string, more: JsonObject = {}): JsonObject => ({
    type: 'reasoning',
    id: 'rs_1',
    summary: [],
    encrypted_content: encrypted,
    ...more,
  });

  test("OpenAI's own encrypted content is bound to its item", () => {
    expect(messagesOf([reasoning('gAAAAABp'), call('call_1')])[0]?.content[0]).toMatchObject({
      kind: 'reasoning',
      redacted: true,
      signature: { issuer: 'openai-responses', data: 'gAAAAABp', id: 'rs_1' },
    });
  });

  test("another vendor's signature comes out as it went in", () => {
    const packed = packSignature({ issuer: 'anthropic-messages', data: 'sig=' }, 'openai-responses');
    const item = reasoning(packed, { summary: [{ type: 'summary_text', text: 'Hm.' }] });
    expect(messagesOf([item])[0]?.content).toMatchObject([
      { kind: 'reasoning', text: 'Hm.', signature: { issuer: 'anthropic-messages', data: 'sig=' } },
    ]);
  });

  test('a signature that travels behind its call goes back to it', () => {
    const packed = packSignature({ issuer: 'gemini', data: 'thought', id: 'call_1' }, 'openai-responses');
    expect(messagesOf([call('call_1'), call('call_2'), reasoning(packed)])[0]?.content).toMatchObject([
      { kind: 'tool-call', id: 'call_1', signature: { issuer: 'gemini', data: 'thought' } },
      { kind: 'tool-call', id: 'call_2' },
    ]);
  });
});

describe('what other dialects cannot say', () => {
  const lossesOf = (body: JsonObject) => {
    const { residue, own } = decode({ input: 'Hi.', ...body });
    return [
      ...residue.map((pointer) => residueLoss(OPENAI_RESPONSES, pointer)),
      ...own.flatMap((field) => ownFieldLoss(OPENAI_RESPONSES, field) ?? []),
    ].map(({ pointer, disposition }) => `${disposition} ${pointer}`);
  };

  test.each<[JsonObject, string]>([
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, 'refused /input/0'],
    [{ input: [{ type: 'web_search_call', id: 'ws_1', status: 'completed' }] }, 'refused /input/0'],
    [{ tools: [{ type: 'web_search' }] }, 'refused /tools/0'],
    [{ tools: [{ type: 'custom', name: 'n', format: { type: 'poem' } }] }, 'refused /tools/0/format'],
    [{ tool_choice: { type: 'file_search' } }, 'refused /tool_choice'],
    [
      { tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'mcp', server_label: 's' }] } },
      'refused /tool_choice/tools/0',
    ],
    [{ previous_response_id: 'resp_1' }, 'refused /previous_response_id'],
    [{ conversation: 'conv_1' }, 'refused /conversation'],
    [{ prompt: { id: 'p' } }, 'refused /prompt'],
    [{ background: true }, 'refused /background'],
    [{ truncation: 'auto' }, 'dropped /truncation'],
    [{ text: { verbosity: 'low' } }, 'dropped /text/verbosity'],
    [{ include: ['file_search_call.results'] }, 'dropped /include'],
  ])('%j is told', (body, loss) => {
    expect(lossesOf(body)).toEqual([loss]);
  });

  test('what asks for nothing is not', () => {
    const asked = {
      store: true,
      background: false,
      truncation: 'disabled',
      include: ['reasoning.encrypted_content'],
      stream_options: { include_obfuscation: false },
      input: [{ type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [] }],
    };
    expect(lossesOf(asked)).toEqual([]);
  });
});

test('log probabilities are asked for by a detail or a number', () => {
  const logprobsOf = (body: JsonObject) => decode({ input: 'Hi.', ...body }).request.logprobs;
  expect(logprobsOf({ include: ['message.output_text.logprobs'] })).toEqual({ enabled: true, top: undefined });
  expect(logprobsOf({ top_logprobs: 3 })).toEqual({ enabled: true, top: 3 });
  expect(logprobsOf({ top_logprobs: 0 })).toEqual({ enabled: false, top: 0 });
  expect(logprobsOf({})).toBeUndefined();
});
