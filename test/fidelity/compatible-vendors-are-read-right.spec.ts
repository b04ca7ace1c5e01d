import { describe, expect, test } from 'vitest';
import { collectAnswer } from '../../src/gateway/protocols/canonical/answer.ts';
import type { AnswerEvent, CanonicalEvent } from '../../src/gateway/protocols/canonical/event.ts';
import { vendorCodec, verbatimReaderFor } from '../../src/gateway/protocols/index.ts';
import type { AnswerFacts } from '../../src/gateway/protocols/tap.ts';
import type { TokenUsage } from '../../src/kernel/token-usage.ts';
import { DECODER_CONTEXT, decodeStream } from './decode-stream.ts';
import { type Recording, recordingsAreHere, recordingsOf } from './recordings.ts';

interface Expected {
  readonly reason: string;
  readonly calls?: readonly string[];
  readonly usage: Partial<TokenUsage>;
}

/** What each recorded answer says, read by eye: tokens by disjoint classes, so that nothing is billed twice. */
const ANSWERS: Readonly<Record<string, Expected>> = {
  'deepseek-reasoning-tool-stream#0': {
    reason: 'tool_calls',
    calls: ['get_weather'],
    usage: { inputUncached: 125, cacheRead: 256, output: 47, reasoning: 27 },
  },
  'deepseek-reasoning-tool-stream#1': {
    reason: 'stop',
    usage: { inputUncached: 110, cacheRead: 384, output: 114, reasoning: 50 },
  },
  'fireworks-text': { reason: 'stop', usage: { inputUncached: 75, output: 25 } },
  'groq-text-stream': { reason: 'stop', usage: { inputUncached: 20, output: 4 } },
  'groq-tools-parallel-stream': {
    reason: 'tool_calls',
    calls: ['add', 'multiply'],
    usage: { inputUncached: 201, output: 58 },
  },
  'llamacpp-thinking-stream': { reason: 'tool_calls', calls: ['weather'], usage: { inputUncached: 139, output: 42 } },
  'lmstudio-tool': { reason: 'tool_calls', calls: ['lookup_order'], usage: { inputUncached: 200, output: 20 } },
  'mistral-thinking#0': { reason: 'stop', usage: { inputUncached: 31, output: 66 } },
  'mistral-thinking#1': { reason: 'stop', usage: { inputUncached: 113, output: 58 } },
  'mistral-tool-stream': {
    reason: 'tool_calls',
    calls: ['weather'],
    usage: { inputUncached: 31, cacheRead: 128, output: 28 },
  },
  'openrouter-tool-stream-reasoning-details': {
    reason: 'tool_calls',
    calls: ['weather'],
    usage: { inputUncached: 65, output: 16 },
  },
  'perplexity-stream': { reason: 'stop', usage: { inputUncached: 8, output: 5 } },
  'together-stream': { reason: 'stop', usage: { inputUncached: 41, output: 15 } },
  'vllm-text': { reason: 'stop', usage: { inputUncached: 43, output: 36 } },
  'xai-reasoning-stream': {
    reason: 'stop',
    usage: { inputUncached: 21, cacheRead: 192, output: 2, reasoning: 198 },
  },
  'xai-tools-stream': {
    reason: 'tool_calls',
    calls: ['add', 'multiply'],
    usage: { inputUncached: 279, cacheRead: 153, output: 68, reasoning: 136 },
  },
};

/** Streams that broke, with what was used until then. */
const FAILURES: Readonly<Record<string, { message: string; usage: Partial<TokenUsage> | null }>> = {
  'groq-stream-error-event': { message: 'Tool choice is required, but model did not call a tool', usage: null },
  // The vendor says more reasoning (11) than completion (10): the sum is what it bills.
  'openrouter-stream-comments-midstream-error': {
    message: 'Token limit reached',
    usage: { inputUncached: 43, output: 0, reasoning: 10 },
  },
};

const NONE: TokenUsage = {
  inputUncached: 0,
  cacheRead: 0,
  cacheWrite: 0,
  inputAudio: 0,
  output: 0,
  reasoning: 0,
  outputAudio: 0,
  source: 'provider',
};

const codec = vendorCodec('openai-chat');
const reader = verbatimReaderFor('openai-chat');
const isAnswer = (event: CanonicalEvent): event is AnswerEvent => event.type !== 'error';

function recording(name: string): Recording {
  const found = recordingsOf('compat').find((candidate) => candidate.name === `compat/${name}`);
  if (!found) throw new Error(`No recording compat/${name}`);
  return found;
}

function decoded({ stream, body }: Recording): CanonicalEvent[] {
  return stream ? decodeStream(codec, stream) : codec.decodeResponse(body ?? {}, DECODER_CONTEXT);
}

function tapped({ stream, body }: Recording): AnswerFacts {
  if (!stream) return reader.readWhole(Buffer.from(JSON.stringify(body)));
  const tap = reader.createTap({ withholdUsage: false, choices: 1 });
  tap.read(stream);
  return tap.facts;
}

describe.skipIf(!recordingsAreHere)('recorded answers of compatible vendors', () => {
  test.each(Object.entries(ANSWERS))('%s, translated', (name, { reason, calls = [], usage }) => {
    const answer = collectAnswer(decoded(recording(name)).filter(isAnswer));
    const [choice] = answer.choices;
    expect(choice?.reason.unified).toBe(reason);
    expect(choice?.parts.flatMap(({ head }) => (head.kind === 'tool-call' ? [head.name] : []))).toEqual(calls);
    expect(answer.usage).toEqual({ ...NONE, ...usage });
    for (const { head, text } of choice?.parts ?? []) {
      if (head.kind === 'tool-call') expect(() => JSON.parse(text) as unknown).not.toThrow();
    }
  });

  test.each(Object.entries(ANSWERS))('%s, passed on', (name, { reason, usage }) => {
    expect(tapped(recording(name))).toMatchObject({
      complete: true,
      stopReason: reason,
      usage: { ...NONE, ...usage },
    });
  });

  test.each(Object.entries(FAILURES))('%s is a failure, and what was used is known', (name, { message, usage }) => {
    const events = decoded(recording(name));
    expect(events.at(-1)).toMatchObject({ type: 'error', cause: 'vendor', message });
    const counted = events.find((event) => event.type === 'usage');
    expect(counted?.usage ?? null).toEqual(usage && { ...NONE, ...usage });
    const facts = tapped(recording(name));
    expect(facts.streamError).toBe(message);
    expect(facts.usage).toEqual(usage && { ...NONE, ...usage });
  });

  test('each recorded answer is among them', () => {
    const known = new Set([...Object.keys(ANSWERS), ...Object.keys(FAILURES)].map((name) => `compat/${name}`));
    const others = recordingsOf('compat').filter(({ name }) => !known.has(name));
    // Reframed chunks without a request: their shapes are other suites' matter.
    expect(others.map(({ name }) => name)).toEqual([
      'compat/anthropic-openai-compat-tool-index1-stream',
      'compat/mistral-tool-delta-empty-name-stream',
    ]);
  });
});
