import type OpenAI from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';
import { authorizationOf, expectedSignature } from '../fakes/upstream/aws-signature.ts';
import { converseAnswer, converseEvents, deltas, toolUse } from '../fakes/upstream/bedrock.payloads.ts';
import { awsError, awsEvents, json } from '../fakes/upstream/scenarios.ts';
import { AWS_KEYS, expect, test } from './cloud-vendors.fixtures.ts';

const CLAUDE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const MESSAGES: ChatCompletionMessageParam[] = [{ role: 'user', content: 'How is the weather in Bremen?' }];
const QUESTION = { model: `bedrock/${CLAUDE}`, messages: MESSAGES };
const USAGE = {
  prompt_tokens: 11,
  completion_tokens: 7,
  total_tokens: 18,
  prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 2 },
};
const WEATHER = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { place: { type: 'string' } } } },
};

function ask(openai: OpenAI, more: object = {}) {
  return openai.chat.completions.create({ ...QUESTION, ...more, stream: false });
}

test('a whole answer, to a request that AWS would accept', async ({ openai, upstream }) => {
  upstream.on('bedrock.converse', json(converseAnswer([{ text: 'It rains.' }])));
  expect(await ask(openai, { messages: [{ role: 'system', content: 'Be brief.' }, ...MESSAGES] })).toMatchObject({
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'It rains.' }, finish_reason: 'stop' }],
    usage: USAGE,
  });
  const request = upstream.requestTo('bedrock.converse');
  expect(request.path).toBe(`/model/${encodeURIComponent(CLAUDE)}/converse`);
  expect(request.json()).toEqual({
    system: [{ text: 'Be brief.' }],
    messages: [{ role: 'user', content: [{ text: 'How is the weather in Bremen?' }] }],
  });
  const { credential, signedHeaders, signature } = authorizationOf(request);
  expect(credential).toMatch(/^AKIDEXAMPLE\/\d{8}\/us-east-1\/bedrock\/aws4_request$/);
  expect(signedHeaders).toEqual(['content-type', 'host', 'x-amz-date', 'x-amz-security-token']);
  expect(signature).toBe(expectedSignature(request, AWS_KEYS.secretAccessKey));
});

test('a profile that only its ARN names', async ({ openai, upstream }) => {
  upstream.on('bedrock.converse', json(converseAnswer([{ text: 'Yes.' }])));
  const arn = 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123';
  await ask(openai, { model: `bedrock/${arn}` });
  const request = upstream.requestTo('bedrock.converse');
  expect(request.path).toBe(`/model/${encodeURIComponent(arn)}/converse`);
  expect(authorizationOf(request).signature).toBe(expectedSignature(request, AWS_KEYS.secretAccessKey));
});

test('a stream, frame by frame and usage at its end', async ({ openai, upstream }) => {
  upstream.on('bedrock.stream', awsEvents(converseEvents(deltas(0, { text: 'It ' }, { text: 'rains.' }))));
  const stream = await openai.chat.completions.create({
    ...QUESTION,
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = await Array.fromAsync(stream);
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('It rains.');
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: USAGE });
});

// Complaint: the effort of reasoning was lowered and nobody told (https://github.com/maximhq/bifrost/issues/6880).
test('thinking arrives as reasoning_content, and an effort becomes a budget', async ({ openai, upstream }) => {
  const thought = deltas(
    0,
    { reasoningContent: { text: 'Clouds mean rain.' } },
    { reasoningContent: { signature: 'c2ln' } },
  );
  upstream.on('bedrock.stream', awsEvents(converseEvents([...thought, ...deltas(1, { text: 'Rain.' })])));
  const { data, response } = await openai.chat.completions
    .create({ ...QUESTION, stream: true, reasoning_effort: 'medium' })
    .withResponse();
  const said = (await Array.fromAsync(data)).map(({ choices }) => choices[0]?.delta as Record<string, unknown>);
  const joined = (field: string) => said.map((delta) => delta?.[field] ?? '').join('');
  expect(joined('reasoning_content')).toBe('Clouds mean rain.');
  expect(joined('content')).toBe('Rain.');
  expect(response.headers.get('x-gateway-dropped-params')).toBe('reasoning_effort');
  expect(upstream.requestTo('bedrock.stream').json()).toMatchObject({
    additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 8192 } },
  });
});

test('parallel tool calls keep their arguments apart', async ({ openai, upstream }) => {
  const calls = [
    ...deltas(0, { text: 'Let me look.' }),
    ...toolUse(1, { toolUseId: 'tooluse_1', name: 'weather' }, '{"place":', '"Bremen"}'),
    ...toolUse(2, { toolUseId: 'tooluse_2', name: 'weather' }),
  ];
  upstream.on('bedrock.stream', awsEvents(converseEvents(calls, 'tool_use')));
  const completion = await openai.chat.completions.stream({ ...QUESTION, tools: [WEATHER] }).finalChatCompletion();
  expect(completion.choices[0]).toMatchObject({
    finish_reason: 'tool_calls',
    message: {
      content: 'Let me look.',
      tool_calls: [
        { id: 'tooluse_1', function: { name: 'weather', arguments: '{"place":"Bremen"}' } },
        { id: 'tooluse_2', function: { name: 'weather', arguments: '' } },
      ],
    },
  });
});

test('a call that is required is asked for in the words of Converse', async ({ openai, upstream }) => {
  upstream.on('bedrock.converse', json(converseAnswer([{ text: '.' }])));
  await ask(openai, { tools: [WEATHER], tool_choice: 'required' });
  const { toolConfig } = upstream.requestTo('bedrock.converse').json<{ toolConfig: object }>();
  expect(toolConfig).toEqual({
    tools: [{ toolSpec: { name: 'weather', inputSchema: { json: WEATHER.function.parameters } } }],
    toolChoice: { any: {} },
  });
});

test('all results of a turn go in one message', async ({ openai, upstream }) => {
  upstream.on('bedrock.converse', json(converseAnswer([{ text: 'Rain and sun.' }])));
  const call = (id: string) => ({ id, type: 'function', function: { name: 'weather', arguments: '{}' } });
  await ask(openai, {
    tools: [WEATHER],
    messages: [
      ...MESSAGES,
      { role: 'assistant', content: null, tool_calls: [call('one'), call('two')] },
      { role: 'tool', tool_call_id: 'one', content: 'rain' },
      { role: 'tool', tool_call_id: 'two', content: 'sun' },
      { role: 'user', content: 'So?' },
    ],
  });
  const { messages } = upstream.requestTo('bedrock.converse').json<{ messages: object[] }>();
  expect(messages.slice(1)).toEqual([
    {
      role: 'assistant',
      content: ['one', 'two'].map((toolUseId) => ({ toolUse: { toolUseId, name: 'weather', input: {} } })),
    },
    {
      role: 'user',
      content: [
        { toolResult: { toolUseId: 'one', content: [{ text: 'rain' }] } },
        { toolResult: { toolUseId: 'two', content: [{ text: 'sun' }] } },
        { text: 'So?' },
      ],
    },
  ]);
});

test.for([
  { status: 400, name: 'ValidationException' },
  { status: 403, name: 'AccessDeniedException' },
  { status: 429, name: 'ThrottlingException' },
  { status: 503, name: 'ServiceUnavailableException' },
])('a $name keeps its status, words and name', async ({ status, name }, { openai, upstream }) => {
  upstream.on('bedrock.converse', awsError(status, name, `Bedrock says ${name}.`));
  await expect(ask(openai)).rejects.toMatchObject({
    status,
    code: name,
    message: expect.stringContaining(`Bedrock says ${name}.`) as string,
  });
});

test('an exception in place of a stream is an HTTP error', async ({ openai, upstream }) => {
  const payload = { message: 'Too many tokens.' };
  upstream.on('bedrock.stream', awsEvents([{ type: 'throttlingException', payload }]));
  await expect(openai.chat.completions.create({ ...QUESTION, stream: true })).rejects.toMatchObject({
    status: 429,
    code: 'ThrottlingException',
  });
});

test.for([
  { how: 'with an exception', last: [{ type: 'modelStreamErrorException', payload: { message: 'Broken.' } }] },
  { how: 'without its end', last: [] },
])('a stream that breaks off $how ends with an error', async ({ last }, { openai, upstream }) => {
  const begun = converseEvents(deltas(0, { text: 'It ra' })).slice(0, 2);
  upstream.on('bedrock.stream', awsEvents([...begun, ...last]));
  const chunks = await Array.fromAsync(await openai.chat.completions.create({ ...QUESTION, stream: true }));
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('It ra');
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('error');
});

test('its models are listed by the ids that can be asked for', async ({ openai }) => {
  const ids = (await Array.fromAsync(openai.models.list())).map(({ id }) => id);
  expect(ids.filter((id) => id.includes('nova-fake') || id.includes('claude-fake'))).toEqual([
    expect.stringContaining('amazon.nova-fake-v1:0'),
    expect.stringContaining('us.anthropic.claude-fake'),
  ]);
});

test('no credential is ever written', async ({ gateway, openai, upstream }) => {
  // AWS quotes no secrets; a proxy in between might.
  const quoted = `Denied for ${AWS_KEYS.secretAccessKey} and ${AWS_KEYS.sessionToken}.`;
  upstream.on('bedrock.converse', awsError(403, 'AccessDeniedException', quoted));
  const error: unknown = await ask(openai).catch((cause: unknown) => cause);
  const { body } = await gateway.call<string>('GET', '/metrics');
  const written = [String(error), body, ...gateway.output].join('\n');
  expect(written).toContain('Denied for [redacted]');
  expect(written).not.toContain(AWS_KEYS.secretAccessKey);
  expect(written).not.toContain(AWS_KEYS.sessionToken);
});
