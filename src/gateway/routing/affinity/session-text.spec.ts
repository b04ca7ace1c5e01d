import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { sessionText } from './session-text.js';

const textOf = (body: JsonObject, session: string | null = null) => sessionText({ body, session });

describe('a session has the name that the application gives it', () => {
  const chat = { messages: [{ role: 'user', content: 'Hi.' }] };
  it.each<[string, JsonObject]>([
    ['prompt_cache_key', { prompt_cache_key: 'name' }],
    ['metadata.session_id', { metadata: { session_id: 'name' } }],
    ['conversation', { conversation: 'name' }],
    ['conversation.id', { conversation: { id: 'name' } }],
    ['metadata.user_id, where coding agents put it', { metadata: { user_id: 'name' } }],
    ["Gemini's cached content", { cachedContent: 'name' }],
    ['user', { user: 'name' }],
  ])('in %s', (_, body) => {
    expect(textOf({ ...chat, ...body })).toEqual({ text: 'name', isNamed: true });
    expect(textOf({ ...chat, ...body }, 'of the header')).toEqual({ text: 'of the header', isNamed: true });
  });

  it('the closer one first', () => {
    const body = { prompt_cache_key: 'cache', metadata: { session_id: 'session', user_id: 'account' }, user: 'user' };
    expect(textOf(body)?.text).toBe('cache');
    expect(textOf({ ...body, prompt_cache_key: undefined })?.text).toBe('session');
    expect(textOf({ user: 'user', metadata: { user_id: 'account' } })?.text).toBe('account');
  });

  it('and empty or odd ones are none', () => {
    expect(textOf({ user: '', prompt_cache_key: 7, metadata: 'x', ...chat })?.isNamed).toBe(false);
  });
});

const SYSTEM = 'Be brief.';
const FIRST = 'What is the time?';
/** The same conversation in every dialect, with and without a later turn. */
const DIALECTS: Record<string, (system: string, first: string, later: boolean) => JsonObject> = {
  'openai-chat': (system, first, later) => ({
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: first },
      ...(later
        ? [
            { role: 'assistant', content: 'Ten.' },
            { role: 'user', content: 'And now?' },
          ]
        : []),
    ],
  }),
  'openai-chat in parts': (system, first, later) => ({
    messages: [
      { role: 'developer', content: [{ type: 'text', text: system }] },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'http://x' } },
          { type: 'text', text: first },
        ],
      },
      ...(later ? [{ role: 'assistant', content: 'Ten.' }] : []),
    ],
  }),
  'openai-responses': (system, first, later) => ({
    instructions: system,
    input: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: first }] },
      ...(later
        ? [
            { type: 'reasoning', encrypted_content: 'AAAA' },
            { role: 'user', content: 'And now?' },
          ]
        : []),
    ],
  }),
  'openai-responses as a text': (system, first) => ({ instructions: system, input: first }),
  'anthropic-messages': (system, first, later) => ({
    system: [{ type: 'text', text: system }],
    messages: [
      { role: 'user', content: first },
      ...(later ? [{ role: 'assistant', content: [{ type: 'text', text: 'Ten.' }] }] : []),
    ],
  }),
  gemini: (system, first, later) => ({
    systemInstruction: { parts: [{ text: system }] },
    contents: [
      { parts: [{ text: first }] },
      ...(later
        ? [
            { role: 'model', parts: [{ text: 'Ten.' }] },
            { role: 'user', parts: [{ text: 'And now?' }] },
          ]
        : []),
    ],
  }),
  'ollama-generate': (system, first) => ({ system, prompt: first }),
};

describe.each(Object.entries(DIALECTS))('a conversation in %s', (_, bodyOf) => {
  it('is told by its system prompt and its first words, at every turn', () => {
    const text = textOf(bodyOf(SYSTEM, FIRST, false));
    expect(text?.isNamed).toBe(false);
    expect(textOf(bodyOf(SYSTEM, FIRST, true))).toEqual(text);
    expect(textOf(bodyOf('Be long.', FIRST, false))).not.toEqual(text);
    expect(textOf(bodyOf(SYSTEM, 'What is the date?', false))).not.toEqual(text);
  });

  it('is bounded, and told from another whose difference lies beyond the bound by its length', () => {
    const long = 'x'.repeat(1_000_000);
    const text = textOf(bodyOf(long, long, false))!.text;
    expect(text.length).toBeLessThan(10_000);
    expect(textOf(bodyOf(long, `${long}y`, false))?.text).not.toBe(text);
  });
});

it.each<[string, JsonObject]>([
  ['a list of embeddings', { input: ['one', 'two'] }],
  ['a body of something else', { query: 'x', documents: ['y'] }],
  ['messages without a user', { messages: [{ role: 'assistant', content: 'x' }] }],
  ['an empty first message', { messages: [{ role: 'user', content: '' }] }],
])('%s is no session', (_, body) => {
  expect(textOf(body)).toBeNull();
});
