import type Anthropic from '@anthropic-ai/sdk';
import {
  message,
  messageEvents,
  textBlock,
  thinkingBlock,
  toolUseBlock,
} from '../fakes/upstream/anthropic.payloads.ts';
import { ollamaDone, ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import { json, namedSse, ndjson } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const SIGNATURE = 'EqQBCgIYAhIkc2lnbmVk';
const THOUGHTS = [
  thinkingBlock('I should look.', SIGNATURE),
  { type: 'redacted_thinking' as const, data: 'aGlkZGVu' },
  toolUseBlock('toolu_1', 'look', {}),
];
const FIRST: Anthropic.MessageParam = { role: 'user', content: 'How is the weather?' };
const RESULT: Anthropic.MessageParam = {
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'rain' }],
};
const QUESTION = { model: 'claude-fake', max_tokens: 4000, messages: [FIRST] };

for (const streamed of [true, false]) {
  test(`signatures come back to Anthropic as they were given (${streamed ? 'streamed' : 'whole'})`, async ({
    anthropic,
    upstream,
  }) => {
    const answer = streamed ? namedSse(messageEvents(THOUGHTS, 'tool_use')) : json(message(THOUGHTS, 'tool_use'));
    upstream.on('anthropic.messages', answer);
    const first = streamed
      ? await anthropic.messages.stream(QUESTION).finalMessage()
      : await anthropic.messages.create(QUESTION);
    expect(first.content).toMatchObject(THOUGHTS);

    upstream.reset();
    upstream.on('anthropic.messages', json(message()));
    const messages: Anthropic.MessageParam[] = [FIRST, { role: 'assistant', content: first.content }, RESULT];
    await anthropic.messages.create({ ...QUESTION, messages });
    const sent = upstream.requestTo('anthropic.messages').json<{ messages: { content: unknown }[] }>();
    expect(sent.messages[1]?.content).toMatchObject(THOUGHTS);
  });
}

test('thinking of a vendor that signs nothing is shown, returned to it, and kept from Anthropic', async ({
  anthropic,
  upstream,
}) => {
  upstream.on(
    'ollama.chat',
    ndjson([ollamaLine({ thinking: 'Clouds.' }), ollamaLine({ content: 'Rain.' }), ollamaDone()]),
  );
  const asked = { ...QUESTION, model: 'llama-fake', thinking: { type: 'adaptive' as const } };
  const { content } = await anthropic.messages.stream(asked).finalMessage();
  expect(content).toMatchObject([
    { type: 'thinking', thinking: 'Clouds.', signature: '' },
    { type: 'text', text: 'Rain.' },
  ]);
  const messages: Anthropic.MessageParam[] = [
    FIRST,
    { role: 'assistant', content },
    { role: 'user', content: 'And now?' },
  ];

  upstream.on('ollama.chat', json(ollamaDone('stop', { content: 'Sun.' })));
  await anthropic.messages.create({ ...asked, messages });
  expect(upstream.requestsTo('ollama.chat')[1]?.json()).toMatchObject({
    messages: [{ role: 'user' }, { role: 'assistant', thinking: 'Clouds.', content: 'Rain.' }, { role: 'user' }],
  });

  upstream.on('anthropic.messages', json(message([textBlock('Sun.')])));
  const { response } = await anthropic.messages.create({ ...QUESTION, messages }).withResponse();
  expect(response.headers.get('x-gateway-dropped-params')).toBe('messages[1].content[0]');
  const sent = upstream.requestTo('anthropic.messages').json<{ messages: { content: unknown }[] }>();
  expect(sent.messages[1]?.content).toMatchObject([{ type: 'text', text: 'Rain.' }]);
});

test('an OpenAI client’s effort becomes thinking, and what was thought its reasoning_content', async ({
  openai,
  upstream,
}) => {
  upstream.on('anthropic.messages', json(message([thinkingBlock('Clouds.', SIGNATURE), textBlock('Rain.')])));
  const completion = await openai.chat.completions.create({
    model: 'claude-opus-4-8',
    messages: [{ role: 'user', content: 'How is the weather?' }],
    reasoning_effort: 'high',
  });
  expect(completion.choices[0]?.message).toMatchObject({ reasoning_content: 'Clouds.', content: 'Rain.' });
  expect(upstream.requestTo('anthropic.messages').json()).toMatchObject({
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'high' },
  });
});
