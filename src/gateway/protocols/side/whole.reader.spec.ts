import { expect, it } from 'vitest';
import { SIDE_READERS } from './verbatim.js';

const read = (format: keyof typeof SIDE_READERS, answer: unknown) =>
  SIDE_READERS[format].readWhole(Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer)));

it('embeddings count what was read', () => {
  const vector = Array.from({ length: 10_000 }, () => 0.1);
  const facts = read('openai-embeddings', {
    object: 'list',
    data: [{ embedding: vector }],
    usage: { prompt_tokens: 5, total_tokens: 5 },
  });
  expect(facts).toMatchObject({ complete: true, usage: { inputUncached: 5, output: 0, source: 'provider' } });
});

it('pretty-printed, and with the usage first', () => {
  const answer = JSON.stringify({ usage: { prompt_tokens: 5, total_tokens: 5 }, data: [] }, null, 2);
  expect(read('openai-embeddings', answer).usage).toMatchObject({ inputUncached: 5 });
});

it('pictures count both ways', () => {
  const usage = { input_tokens: 50, output_tokens: 70, input_tokens_details: { text_tokens: 10, image_tokens: 40 } };
  expect(read('openai-images', { data: [], usage }).usage).toMatchObject({
    inputUncached: 50,
    inputImage: 40,
    output: 70,
  });
});

it('transcripts hear: audio is a class of its own', () => {
  const usage = { type: 'tokens', input_tokens: 14, input_token_details: { text_tokens: 4, audio_tokens: 10 } };
  const facts = read('openai-transcriptions', { text: 'Hi.', usage: { ...usage, output_tokens: 3 } });
  expect(facts.usage).toMatchObject({ inputUncached: 4, inputAudio: 10, output: 3 });
});

it('what is billed by the second costs no tokens', () => {
  const facts = read('openai-transcriptions', { text: 'Hi.', usage: { type: 'duration', seconds: 9 } });
  expect(facts.usage).toMatchObject({ inputUncached: 0, output: 0, audioMs: 9000, source: 'provider' });
});

it('rerankers say only a total, or hide it in meta.tokens', () => {
  expect(read('rerank', { results: [], usage: { total_tokens: 9 } }).usage).toMatchObject({ inputUncached: 9 });
  const meta = { billed_units: { search_units: 1 }, tokens: { input_tokens: 7, output_tokens: 0 } };
  expect(read('rerank', { results: [], meta }).usage).toMatchObject({ inputUncached: 7 });
});

it('without usage nothing is counted, and that is marked as a guess', () => {
  expect(read('openai-moderations', { results: [] })).toMatchObject({
    complete: true,
    usage: { inputUncached: 0, output: 0, source: 'estimated' },
  });
});

it('a transcript may be any text, but not none', () => {
  expect(read('openai-transcriptions', 'Hello.').complete).toBe(true);
  expect(read('openai-transcriptions', '').complete).toBe(false);
});

it.for(['openai-embeddings', 'openai-moderations', 'openai-images', 'rerank'] as const)(
  'what is no %s answer is incomplete',
  (format) => {
    expect(read(format, { object: 'something else' }).complete).toBe(false);
  },
);
