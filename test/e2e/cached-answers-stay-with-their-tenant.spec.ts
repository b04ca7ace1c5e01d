import { chatCompletion } from '../fakes/upstream/openai.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test } from './fixtures.ts';

const CACHED = { headers: { 'x-gateway-cache': 'read-write' } };

test('what one user was told is never told to another', async ({ gateway, owner, apiKey, upstream }) => {
  const stranger = await register(gateway, { email: 'stranger@example.com', password: 'canary-password-of-another' });
  const { api_key: strangersKey } = await issueKey(gateway, stranger);
  const { api_key: secondKey } = await issueKey(gateway, owner);
  const question = { model: 'gpt-fake', messages: [{ role: 'user', content: 'My number?' }], temperature: 0 };

  upstream.on('openai.chat', json(chatCompletion({ content: 'For the owner.' })));
  await (await rawChat(gateway, apiKey, question, CACHED)).text();
  upstream.on('openai.chat', json(chatCompletion({ content: 'For the stranger.' })));
  const other = await rawChat(gateway, strangersKey, question, CACHED);
  expect(other.headers.get('x-gateway-cache')).toBe('miss');
  expect(await other.text()).toContain('For the stranger.');

  for (const [key, text] of [
    [apiKey, 'For the owner.'],
    // Another key of the same user.
    [secondKey, 'For the owner.'],
    [strangersKey, 'For the stranger.'],
  ] as const) {
    const again = await rawChat(gateway, key, question, CACHED);
    expect(again.headers.get('x-gateway-cache')).toBe('hit');
    expect(await again.text()).toContain(text);
  }
  expect(upstream.requests).toHaveLength(2);
});
