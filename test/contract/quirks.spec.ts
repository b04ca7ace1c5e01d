import { describe, expect, test } from 'vitest';
import { alphanumericId } from '../../src/gateway/upstream/lanes/edits/chat/tool-call-ids.ts';
import { CATALOGUE_VENDORS } from '../../src/gateway/providers/openai-compatible/catalogue/index.ts';
import { NO_QUIRKS, type Quirks } from '../../src/gateway/providers/quirks.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { MODEL, planFor, vendorInstance } from './vendor-plans.ts';

/** Quirks that say nothing of a chat body; the adapter's contract is about them. */
const OF_THE_ADDRESS = [
  'supportsChatApi',
  'supportsResponsesApi',
  'sideApis',
  'statusMeanings',
  'defaultHeaders',
  'passedOnHeaders',
  'chatPath',
  'modelsPath',
] as const satisfies (keyof Quirks)[];

type BodyQuirk = Exclude<keyof Quirks, (typeof OF_THE_ADDRESS)[number]>;

interface Proof {
  /** Added to a plain request. */
  readonly asked: JsonObject;
  /** What the vendor gets of it: nothing but this. */
  readonly sent?: JsonObject;
  readonly losses?: readonly string[];
  /** The field at fault, where the request is refused. */
  readonly refused?: string;
}

const USER = { role: 'user', content: 'Hi.' };
const tool = (name: string) => ({ type: 'function', function: { name } });
const call = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } });
const messages = (...more: JsonObject[]): JsonObject => ({ messages: [USER, ...more] });

/** What each quirk does to a request. A quirk without a proof does not compile. */
const PROOFS: Record<BodyQuirk, (quirks: Quirks) => readonly Proof[]> = {
  supportsStreamOptions: ({ streamsUsageUnasked }) => [
    {
      asked: { stream: true, stream_options: { include_usage: true } },
      sent: { stream: true },
      losses: [`${streamsUsageUnasked ? 'adjusted' : 'dropped'} /stream_options`],
    },
    { asked: { stream: true }, sent: { stream: true } },
  ],
  streamsUsageUnasked: () => [],
  supportsTools: () => [{ asked: { tools: [tool('look')] }, refused: 'tools' }],
  supportsToolChoice: () => [{ asked: { tools: [tool('look')], tool_choice: 'required' }, refused: 'tool_choice' }],
  supportsNamedToolChoice: () => [
    {
      asked: { tools: [tool('look'), tool('listen')], tool_choice: tool('look') },
      sent: { tools: [tool('look')], tool_choice: 'required' },
      losses: ['adjusted /tool_choice'],
    },
  ],
  supportsParallelToolCalls: () => [
    { asked: { parallel_tool_calls: false }, sent: {}, losses: ['dropped /parallel_tool_calls'] },
  ],
  supportsVision: () => [
    {
      asked: messages({ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.test/b.png' } }] }),
      refused: 'messages[1].content[0]',
    },
  ],
  supportsStructuredOutput: () => [
    {
      asked: { response_format: { type: 'json_schema', json_schema: { name: 'a', schema: {} } } },
      refused: 'response_format',
    },
  ],
  supportsJsonMode: () => [{ asked: { response_format: { type: 'json_object' } }, refused: 'response_format' }],
  supportsLogprobs: () => [
    { asked: { logprobs: true }, refused: 'logprobs' },
    { asked: { logprobs: false }, sent: {} },
  ],
  supportsMultipleChoices: () => [
    { asked: { n: 2 }, refused: 'n' },
    { asked: { n: 1 }, sent: { n: 1 } },
  ],
  maxTokensField: ({ maxTokensField }) => [
    { asked: { max_completion_tokens: 7 }, sent: { [maxTokensField]: 7 } },
    { asked: { max_tokens: 7 }, sent: { [maxTokensField]: 7 } },
  ],
  seedField: ({ seedField }) => [{ asked: { seed: 7 }, sent: { [seedField]: 7 } }],
  reasoningEfforts: ({ reasoningEfforts }) => [
    ...(reasoningEfforts ?? []).map((effort) => ({
      asked: { reasoning_effort: effort },
      sent: { reasoning_effort: effort },
    })),
    {
      asked: { reasoning_effort: 'minimal' },
      sent: { reasoning_effort: reasoningEfforts?.find((effort) => effort !== 'none') },
      losses: ['adjusted /reasoning_effort'],
    },
  ],
  reasoningSwitch: () => [{ asked: { reasoning_effort: 'none' }, sent: { thinking: { type: 'disabled' } } }],
  developerRole: ({ developerRole }) => [
    {
      asked: messages({ role: 'developer', content: 'Be brief.' }),
      sent: messages({ role: developerRole, content: 'Be brief.' }),
      losses: ['adjusted /messages/1/role'],
    },
  ],
  reasoningField: ({ reasoningField }) => {
    const text = 'Two and two.';
    const asked = (field: string) => messages({ role: 'assistant', content: 'Four.', [field]: text });
    const part = { type: 'thinking', thinking: [{ type: 'text', text }] };
    const sent =
      reasoningField === 'thinking-part'
        ? messages({ role: 'assistant', content: [part, { type: 'text', text: 'Four.' }] })
        : asked(reasoningField);
    return ['reasoning', 'reasoning_content'].map((field) => ({ asked: asked(field), sent }));
  },
  contentAsText: () => [
    {
      asked: messages({ role: 'user', content: [{ type: 'text', text: 'Hello.' }] }),
      sent: messages({ role: 'user', content: 'Hello.' }),
    },
    {
      asked: messages({ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }),
      refused: 'messages[1].content[0]',
    },
  ],
  toolCallIdFormat: () => [
    {
      asked: messages(
        { role: 'assistant', tool_calls: [call('call_1')] },
        { role: 'tool', tool_call_id: 'call_1', content: 'a' },
      ),
      sent: messages(
        { role: 'assistant', tool_calls: [call(alphanumericId('call_1'))] },
        { role: 'tool', tool_call_id: alphanumericId('call_1'), content: 'a' },
      ),
      losses: ['adjusted /messages/1/tool_calls/0/id'],
    },
  ],
  unsupportedFields: ({ unsupportedFields }) =>
    unsupportedFields.map((field) => ({ asked: { [field]: 'x' }, sent: {}, losses: [`dropped /${field}`] })),
  refusedFields: ({ refusedFields }) =>
    refusedFields.map((field) => ({ asked: { [field]: { a: 1 } }, refused: field })),
  unsupportedMessageFields: ({ unsupportedMessageFields }) =>
    unsupportedMessageFields.map((field) => ({
      asked: messages({ role: 'assistant', content: 'Hi.', [field]: 'x' }),
      sent: messages({ role: 'assistant', content: 'Hi.' }),
      losses: [`dropped /messages/1/${field}`],
    })),
};

const isOfTheBody = (name: string): name is BodyQuirk => Object.hasOwn(PROOFS, name);
const plain = { model: MODEL, messages: [USER] };

const chatVendors = CATALOGUE_VENDORS.filter(({ quirks }) => quirks.supportsChatApi !== false);

describe.each(chatVendors)('$title', ({ name, quirks }) => {
  const instance = vendorInstance(name);
  const cases = Object.keys(quirks)
    .filter(isOfTheBody)
    .flatMap((quirk) => PROOFS[quirk](instance.quirks).map((proof) => ({ quirk, ...proof })));

  test('gets a plain request byte for byte', () => {
    expect(planFor(name, plain)).toEqual({ lane: 'verbatim', sent: plain, losses: [] });
  });

  test.each(cases)('$quirk: $asked', ({ asked, sent, losses = [], refused }) => {
    const body = { ...plain, ...asked };
    if (refused === undefined) {
      expect(planFor(name, body)).toEqual({ lane: 'verbatim', sent: { ...plain, ...sent }, losses });
    } else {
      const error = { code: 'unsupported_parameter', status: 400, param: refused };
      expect(() => planFor(name, body)).toThrow(expect.objectContaining(error) as Error);
    }
  });

  test.each(cases.filter(({ losses }) => losses?.some((loss) => loss.startsWith('dropped'))))(
    '$quirk: $asked is refused to strict clients',
    ({ asked }) => {
      expect(() => planFor(name, { ...plain, ...asked }, { strict: true })).toThrow(
        expect.objectContaining({ code: 'unsupported_parameter' }) as Error,
      );
    },
  );
});

test('every quirk is about the body or the address', () => {
  expect(Object.keys(NO_QUIRKS).sort()).toEqual([...Object.keys(PROOFS), ...OF_THE_ADDRESS].sort());
});

describe('a request of another dialect', () => {
  const asked = (options: JsonObject, more: JsonObject = {}) => ({
    model: MODEL,
    messages: [USER],
    stream: false,
    options,
    ...more,
  });

  test('meets the same quirks', () => {
    const { lane, sent, losses } = planFor('mistral', asked({ num_predict: 7, seed: 1, temperature: 0.1 }), {
      dialect: 'ollama-chat',
    });
    expect({ lane, losses }).toEqual({ lane: 'translated', losses: [] });
    expect(sent).toMatchObject({ max_tokens: 7, random_seed: 1, temperature: 0.1 });
    expect(sent).not.toHaveProperty('max_completion_tokens');
  });

  test('has its losses in its own words', () => {
    const losses = planFor('xai', asked({ presence_penalty: 0.5 }), { dialect: 'ollama-chat' }).losses;
    expect(losses).toEqual(['dropped /options/presence_penalty']);
    expect(planFor('mistral', asked({}, { think: 'low' }), { dialect: 'ollama-chat' }).losses).toEqual([
      'adjusted /think',
    ]);
  });

  test('is refused in its own words', () => {
    const withImage = asked({}, { messages: [{ ...USER, images: ['iVBORw0KGgo='] }] });
    expect(() => planFor('deepseek', withImage, { dialect: 'ollama-chat' })).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param: 'messages[0].images[0]' }) as Error,
    );
  });
});
