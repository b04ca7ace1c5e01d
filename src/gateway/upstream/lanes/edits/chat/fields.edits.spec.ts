import { describe, expect, it } from 'vitest';
import { editMembers } from '../../../../../kernel/json-bytes/edit-members.js';
import type { JsonObject } from '../../../../../kernel/json.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import { NO_QUIRKS, type Quirks } from '../../../../providers/quirks.js';
import { fieldEdits } from './fields.edits.js';
import { chatRefusals } from './refusals.js';

function instance(quirks: Partial<Quirks>): ProviderInstance {
  return {
    name: 'fake',
    kind: 'openai-compatible',
    baseUrl: 'http://fake.invalid',
    credentials: {},
    quirks: { ...NO_QUIRKS, ...quirks },
  };
}

function sent(body: JsonObject, quirks: Partial<Quirks>) {
  const { edits, losses } = fieldEdits(body, instance(quirks));
  return {
    body: editMembers(body, edits),
    losses: losses.map(({ pointer, disposition }) => `${disposition} ${pointer}`),
  };
}

it.for<[string, Partial<Quirks>, JsonObject]>([
  ['parallel_tool_calls', { supportsParallelToolCalls: false }, { parallel_tool_calls: false }],
  ['logit_bias', { unsupportedFields: ['logit_bias'] }, { logit_bias: { 50_256: -100 } }],
  ['presence_penalty', { unsupportedFields: ['presence_penalty'] }, { presence_penalty: 0.5 }],
])('%s is taken out and reported', ([field, quirks, body]) => {
  expect(sent(body, quirks)).toEqual({ body: {}, losses: [`dropped /${field}`] });
  expect(sent({}, quirks)).toEqual({ body: {}, losses: [] });
});

it.for<[Partial<Quirks>, JsonObject]>([
  [{ unsupportedFields: ['store'] }, { store: false }],
  [{ unsupportedFields: ['user'] }, { user: null }],
  [{ unsupportedFields: ['logit_bias'] }, { logit_bias: {} }],
  [{ unsupportedFields: ['frequency_penalty'] }, { frequency_penalty: 0 }],
  [{ refusedFields: ['functions'] }, { functions: [] }],
  [{ supportsParallelToolCalls: false }, { parallel_tool_calls: true }],
  [{ supportsLogprobs: false }, { logprobs: false, top_logprobs: 0 }],
])('what asks for nothing goes without a word (%j, %j)', ([quirks, body]) => {
  expect(sent(body, quirks)).toEqual({ body: {}, losses: [] });
  expect(chatRefusals(body, instance(quirks)).losses).toEqual([]);
});

describe('names', () => {
  it.for<[string, Quirks['maxTokensField'], JsonObject, JsonObject, string[]]>([
    ['renamed', 'max_completion_tokens', { max_tokens: 7 }, { max_completion_tokens: 7 }, []],
    ['renamed back', 'max_tokens', { max_completion_tokens: 7 }, { max_tokens: 7 }, []],
    ['left alone where it is right already', 'max_tokens', { max_tokens: 7 }, { max_tokens: 7 }, []],
    ['left alone where either is', 'as-sent', { max_completion_tokens: 7 }, { max_completion_tokens: 7 }, []],
    ['said once', 'max_tokens', { max_tokens: 7, max_completion_tokens: 7 }, { max_tokens: 7 }, []],
    [
      'the server’s where two differ',
      'max_tokens',
      { max_tokens: 7, max_completion_tokens: 9 },
      { max_tokens: 7 },
      ['dropped /max_completion_tokens'],
    ],
  ])('the output cap is %s', ([, maxTokensField, asked, body, losses]) => {
    expect(sent(asked, { maxTokensField })).toEqual({ body, losses });
  });

  it('the seed has the name that the server gave it', () => {
    expect(sent({ seed: 0 }, { seedField: 'random_seed' })).toEqual({ body: { random_seed: 0 }, losses: [] });
  });
});

const IMAGE = { messages: [{ content: 'Hi.' }, { content: [{ type: 'text' }, { type: 'image_url' }] }] };

it.for<[string, Partial<Quirks>, JsonObject]>([
  ['/tools', { supportsTools: false }, { tools: [{ type: 'function' }] }],
  ['/response_format', { supportsStructuredOutput: false }, { response_format: { type: 'json_schema' } }],
  ['/response_format', { supportsJsonMode: false }, { response_format: { type: 'json_object' } }],
  ['/logprobs', { supportsLogprobs: false }, { logprobs: true }],
  ['/n', { supportsMultipleChoices: false }, { n: 2 }],
  ['/functions', { refusedFields: ['functions'] }, { functions: [{ name: 'look' }] }],
  ['/messages/1/content/1', { supportsVision: false }, IMAGE],
])('%s is refused: without it the answer would be another', ([pointer, quirks, body]) => {
  expect(chatRefusals(body, instance(quirks)).losses).toMatchObject([{ pointer, disposition: 'refused' }]);
  expect(chatRefusals(body, instance({})).losses).toEqual([]);
});
