import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../kernel/json.js';
import { type Capabilities, EVERY_CAPABILITY } from './canonical/capabilities.js';
import { lostParams } from './canonical/loss.js';
import { ollamaChat } from './ollama/chat/codec.js';
import { openaiChat } from './openai-chat/codec.js';
import { translateRequest } from './translate-request.js';

function translate(more: JsonObject, capabilities: Partial<Capabilities> = {}) {
  const raw = { model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more };
  const target = { ...EVERY_CAPABILITY, ...capabilities };
  return translateRequest(raw, openaiChat, ollamaChat, {
    address: { model: 'm', stream: false },
    capabilities: target,
  });
}

describe('losses are told in the names that the client used', () => {
  test.each<[string, JsonObject, string, string]>([
    ['a cap on answers', { n: 3 }, 'n', 'refused'],
    ['a tool choice', { tools: [], tool_choice: 'required' }, 'tool_choice', 'refused'],
    ['one call only', { parallel_tool_calls: false }, 'parallel_tool_calls', 'dropped'],
    ['a user', { safety_identifier: 'u' }, 'safety_identifier', 'dropped'],
    ['a legacy choice', { functions: [], function_call: { name: 'a' } }, 'function_call', 'refused'],
    ['a field of OpenAI alone', { logit_bias: { '1': 2 } }, 'logit_bias', 'dropped'],
    ['a field of OpenAI alone that changes the answer', { web_search_options: {} }, 'web_search_options', 'refused'],
    ['a field nobody knows', { min_p: 0.1 }, 'min_p', 'dropped'],
    ['a message role nobody knows', { messages: [{ role: 'oracle' }] }, 'messages[0]', 'refused'],
    ['a name', { messages: [{ role: 'user', content: 'x', name: 'ada' }] }, 'messages[0].name', 'dropped'],
    [
      'an image URL',
      {
        messages: [
          { role: 'system', content: 'x' },
          { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] },
        ],
      },
      'messages[1].content[0].image_url.url',
      'refused',
    ],
  ])('%s', (_, more, param, disposition) => {
    const { losses } = translate(more);
    expect(lostParams(losses)).toEqual([param]);
    expect(losses[0]?.disposition).toBe(disposition);
  });
});

test('defaults said aloud are no losses', () => {
  const said = { n: 1, store: false, logprobs: false, frequency_penalty: 0, tool_choice: 'auto', modalities: ['text'] };
  expect(translate(said).losses).toEqual([]);
});

test.each<[keyof Capabilities, JsonObject, string]>([
  ['tools', { tools: [{ type: 'function', function: { name: 'a' } }] }, 'tools[0].function'],
  ['structuredOutput', { response_format: { type: 'json_object' } }, 'response_format.type'],
  ['logprobs', { logprobs: true }, 'logprobs'],
  ['reasoning', { reasoning_effort: 'high' }, 'reasoning_effort'],
])('a model without %s loses what needs it', (capability, more, param) => {
  expect(lostParams(translate(more).losses)).toEqual([]);
  const { body, losses } = translate(more, { [capability]: false });
  expect(lostParams(losses)).toEqual([param]);
  if (capability === 'reasoning') expect(body['think']).toBeUndefined();
});
