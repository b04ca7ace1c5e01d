import { describe, expect, it } from 'vitest';
import { OpenAiChatTap } from './stream.tap.js';

const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
const DONE = 'data: [DONE]\n\n';
const FIRST = frame({ choices: [{ index: 0, delta: { content: 'Once' }, finish_reason: null }] });
const FINISH = frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] });
const USAGE_ONLY = frame({ choices: [], usage: USAGE });

function frame(chunk: object): string {
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', model: 'gpt-fake', created: 7, ...chunk })}\n\n`;
}

/** What the client sees of these network reads, and what was learnt. */
function read(reads: readonly string[], withholdUsage = true, choices = 1) {
  const tap = new OpenAiChatTap({ withholdUsage, choices });
  const visible = reads.map((bytes) => tap.read(Buffer.from(bytes))?.toString() ?? null);
  return { visible, tap, facts: tap.facts };
}

describe('the end of an answer', () => {
  it.for<[string, string[]]>([
    ['in one read', [FIRST + FINISH + USAGE_ONLY + DONE]],
    ['each frame by itself', [FIRST, FINISH, USAGE_ONLY, DONE]],
    ['usage apart from [DONE]', [FIRST + FINISH + USAGE_ONLY, DONE]],
    ['CRLF', [(FIRST + FINISH + USAGE_ONLY + DONE).replaceAll('\n', '\r\n')]],
  ])('%s', ([, reads]) => {
    const { facts } = read(reads);
    expect(facts).toMatchObject({ complete: true, terminated: true, stopReason: 'stop', streamError: null });
    expect(facts.usage).toMatchObject({ inputUncached: 11, output: 7, source: 'provider' });
  });

  it('is not seen where only one of several answers has finished', () => {
    const half = read([FIRST + FINISH], true, 2).facts;
    expect(half).toMatchObject({ complete: false, stopReason: 'stop' });
    const other = frame({ choices: [{ index: 1, delta: {}, finish_reason: 'length' }] });
    expect(read([FIRST + FINISH, other + DONE], true, 2).facts).toMatchObject({ complete: true, terminated: true });
  });

  it('is not seen in an answer that goes on', () => {
    expect(read([FIRST]).facts).toMatchObject({ complete: false, terminated: false, stopReason: null, usage: null });
  });
});

describe('the usage that only the gateway asked for', () => {
  it.for<[string, string[], (string | null)[]]>([
    ['in the middle of a read', [FIRST + USAGE_ONLY + DONE], [FIRST + DONE]],
    ['at the end of a read', [FINISH + USAGE_ONLY, DONE], [FINISH, DONE]],
    ['at the beginning of a read', [FINISH, USAGE_ONLY + DONE], [FINISH, DONE]],
    ['as a read of its own', [FINISH, USAGE_ONLY, DONE], [FINISH, null, DONE]],
  ])('is withheld %s', ([, reads, visible]) => {
    expect(read(reads).visible).toEqual(visible);
  });

  it('passes where the client asked for it too', () => {
    expect(read([FIRST, USAGE_ONLY, DONE], false).visible).toEqual([FIRST, USAGE_ONLY, DONE]);
  });

  it('passes where it stands beside content: that frame is the answer', () => {
    const both = frame({ choices: [{ index: 0, delta: { content: 'x' }, finish_reason: null }], usage: USAGE });
    const { visible, facts } = read([both]);
    expect(visible).toEqual([both]);
    expect(facts.usage).toMatchObject({ inputUncached: 11 });
  });

  it('a frame of filter results without usage passes', () => {
    const filters = frame({ choices: [], prompt_filter_results: [] });
    expect(read([filters]).visible).toEqual([filters]);
  });
});

it('of running totals the newest counts', () => {
  const total = (completion: number) => frame({ choices: [], usage: { ...USAGE, completion_tokens: completion } });
  expect(read([total(1) + total(2), total(3) + total(4)], false).facts.usage).toMatchObject({ output: 4 });
});

it('content that speaks of finish_reason, usage and [DONE] is content', () => {
  const content = 'data: [DONE] "finish_reason":"stop" "usage":{"prompt_tokens":1} "error"';
  const { facts, visible } = read([frame({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })]);
  expect(facts).toMatchObject({ complete: false, terminated: false, stopReason: null, usage: null, streamError: null });
  expect(visible[0]).toContain('prompt_tokens');
});

it('an error in the middle is the end, in the vendor’s own words', () => {
  const { facts, tap } = read([FIRST, frame({ error: { message: 'Überlastet.' } })]);
  expect(facts).toMatchObject({ complete: true, streamError: 'Überlastet.' });
  expect(tap.beganWithError).toBe(false);
});

it('an error in the first frame is no beginning of an answer', () => {
  expect(read(['data: {"error":{"message":"Overloaded."}}\n\n']).tap.beganWithError).toBe(true);
});

it('knows the answer’s identity from its first frame', () => {
  expect(read([FIRST]).tap.identity()).toEqual({ id: 'chatcmpl-1', model: 'gpt-fake', created: 7 });
  expect(read(['data: {"broken\n\n']).tap.identity()).toEqual({ id: null, model: null, created: null });
});
