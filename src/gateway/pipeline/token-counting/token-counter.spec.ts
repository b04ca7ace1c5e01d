import { describe, expect, it } from 'vitest';
import type { CanonicalRequest, ContentPart } from '../../protocols/canonical/request.js';
import { TokenCounter } from './token-counter.js';

const request = (content: readonly ContentPart[], more: Partial<CanonicalRequest> = {}): CanonicalRequest => ({
  model: 'm',
  stream: false,
  messages: [{ role: 'user', content }],
  sampling: {},
  ...more,
});
const text = (words: string): ContentPart => ({ kind: 'text', text: words });
const count = (asked: CanonicalRequest) => new TokenCounter().count(asked);
const SENTENCE = 'The quick brown fox jumps over the lazy dog. ';

describe('an estimate', () => {
  it('counts text as a tokenizer does', async () => {
    const one = await count(request([text(SENTENCE)]));
    expect(one).toBeGreaterThan(10);
    expect(one).toBeLessThan(17);
  });

  it('takes text that looks like a control token for text', async () => {
    expect(await count(request([text('<|endoftext|>')]))).toBeGreaterThan(5);
  });

  it('is nearly the same however long texts are cut', async () => {
    const long = await count(request([text(SENTENCE.repeat(1000))]));
    expect(long / 1000).toBeCloseTo(10, 0);
  });

  it('goes by the ratio beyond what is counted', async () => {
    const megabytes = await count(request([text(SENTENCE.repeat(100_000))]));
    expect(megabytes / 100_000).toBeCloseTo(10, 0);
  });

  it('has a flat price for media', async () => {
    const image: ContentPart = { kind: 'image', source: { kind: 'url', url: 'https://a' } };
    const bare = await count(request([]));
    expect((await count(request([image, image]))) - bare).toBe(3200);
    const pdf: ContentPart = {
      kind: 'document',
      source: { kind: 'base64', mediaType: 'application/pdf', data: 'x'.repeat(250_000) },
    };
    expect((await count(request([pdf]))) - bare).toBe(3 * 2250);
  });

  it('counts calls, their results and the tools', async () => {
    const bare = await count(request([]));
    const call: ContentPart = { kind: 'tool-call', id: 'a', name: 'look', arguments: '{"place":"Bremen"}' };
    const result: ContentPart = { kind: 'tool-result', callId: 'a', content: [text('It rains.')] };
    expect(await count(request([call, result]))).toBeGreaterThan(bare + 8);
    expect(await count(request([], { tools: [{ name: 'look', description: 'Looks.' }] }))).toBeGreaterThan(bare + 8);
  });

  it('of nothing is nothing but what stands around it', async () => {
    expect(await count({ ...request([]), messages: [] })).toBe(0);
  });
});

it.for([
  ['one long text', [text('a'.repeat(100_000))]],
  ['many short ones', Array.from({ length: 1000 }, () => text('a'.repeat(100)))],
] as const)('lets others run after each slice: %s', async ([, parts]) => {
  const counter = new TokenCounter();
  await counter.count(request([text('Loads the tokenizer.')]));
  let turns = 0;
  let counting = true;
  const others = (): void => {
    turns += 1;
    if (counting) setImmediate(others);
  };
  setImmediate(others);
  await counter.count(request(parts));
  counting = false;
  expect(turns).toBeGreaterThan(40);
});
