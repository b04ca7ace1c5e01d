import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chatAsk, openAiAt, readAnswer, UpstreamUnderTest } from '../../../../test/fakes/opened-upstream.js';
import { PATIENT, RecordingChooser } from '../../../../test/fakes/recording-chooser.js';
import { chatCompletion, chunk, textChunks } from '../../../../test/fakes/upstream/openai.payloads.js';
import { json, silentAfterHeaders, sse } from '../../../../test/fakes/upstream/scenarios.js';
import { FakeUpstream } from '../../../../test/fakes/upstream.js';
import { eventually } from '../../../../test/setup/eventually.js';
import type { AttemptPolicy } from '../../providers/target-choice.js';
import { LONGEST_HOLD_MS } from './attempt-watch.js';

const CALL = 'openai.chat';
const STREAMED = { ask: chatAsk({ stream: true }) };

let upstream: UpstreamUnderTest;
let first: FakeUpstream;
let second: FakeUpstream;

beforeEach(async () => {
  upstream = new UpstreamUnderTest();
  [first, second] = await Promise.all([FakeUpstream.start(), FakeUpstream.start()]);
  second.on(CALL, json(chatCompletion({ content: 'From the second.' })));
});

afterEach(async () => {
  await upstream.close();
  await Promise.all([first.stop(), second.stop()]);
});

const oneTarget = (policy?: AttemptPolicy) => new RecordingChooser([openAiAt(first.url)], policy);
const twoTargets = (policy?: AttemptPolicy) =>
  new RecordingChooser([openAiAt(first.url, { name: 'first' }), openAiAt(second.url, { name: 'second' })], policy);

describe('time', () => {
  it('for a first token ends, and the next target answers', async () => {
    first.on(CALL, silentAfterHeaders);
    second.on(CALL, sse(textChunks('From the second.')));
    const choice = twoTargets({ ...PATIENT, timeouts: { ...PATIENT.timeouts, firstTokenMs: 20_000 } });
    const { answer, trace } = upstream.open(choice, STREAMED);
    await eventually('the first has the request', () => first.requestsTo(CALL).length > 0);
    upstream.pass(20_000);
    expect((await readAnswer(await answer)).text).toContain('From the second.');
    expect(trace[0]).toMatchObject({ outcome: 'failed', error: { code: 'provider_timeout' } });
    expect(choice.choices[0]?.failures[0]?.verdict).toEqual({ retry: 'next-target', tripsBreaker: true });
  });

  it('for all of it ends before the first token', async () => {
    first.on(CALL, silentAfterHeaders);
    const choice = twoTargets({ ...PATIENT, timeouts: { ...PATIENT.timeouts, totalMs: 1000 } });
    const { answer } = upstream.open(choice, STREAMED);
    await eventually('the first has the request', () => first.requestsTo(CALL).length > 0);
    upstream.pass(1000);
    await expect(answer).rejects.toMatchObject({ code: 'provider_timeout' });
    expect(choice.load).toBe(0);
    expect(second.requests).toHaveLength(0);
  });

  it('for all of it ends in the middle of a stream', async () => {
    const queue = first.play(CALL);
    const choice = oneTarget({ ...PATIENT, timeouts: { ...PATIENT.timeouts, totalMs: 1000 } });
    const { answer } = upstream.open(choice, STREAMED);
    const vendor = await queue.next();
    await vendor.startStream().sse(chunk({ content: 'Once' }));
    const reading = readAnswer(await answer);
    upstream.pass(999);
    upstream.pass(1);
    expect((await reading).end).toBe('provider_timeout');
    await vendor.aborted;
    expect(choice.choices[0]?.endings).toEqual(['left']);
    expect(upstream.deadlines.size).toBe(0);
  });

  it('for holding frames back ends, and what there is goes out', async () => {
    const queue = first.play(CALL);
    const { answer } = upstream.open(twoTargets(), STREAMED);
    const vendor = await queue.next();
    await vendor.startStream().sse(chunk({ role: 'assistant', content: '' }));
    await eventually('it is held', () => {
      // One deadline is the first token's; being held moves it nearer.
      upstream.pass(0);
      return upstream.deadlines.nextAt <= upstream.clock.monotonic() + LONGEST_HOLD_MS;
    });
    upstream.pass(LONGEST_HOLD_MS - 1);
    upstream.pass(1);
    expect((await answer).kind).toBe('stream');
    const reading = readAnswer(await answer);
    await vendor.sse('[DONE]');
    vendor.end();
    expect((await reading).text).toContain('"role":"assistant"');
    expect(second.requests).toHaveLength(0);
  });

  it('for a connection ends where it is shorter than the node’s, and may be tried again', async () => {
    // A port that takes connections into its backlog and never greets: TLS waits for an answer.
    const deaf = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    onTestFinished(() => void deaf.close());
    const url = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
    const policy = { ...PATIENT, timeouts: { ...PATIENT.timeouts, connectMs: 2000 } };
    const choice = new RecordingChooser([openAiAt(url), openAiAt(second.url)], policy);
    const { answer } = upstream.open(choice);
    await once(deaf, 'connection');
    upstream.pass(2000);
    expect((await answer).status).toBe(200);
    expect(choice.choices[0]?.failures).toMatchObject([
      { error: { code: 'provider_unreachable' }, verdict: { retry: 'same-target', tripsBreaker: true } },
    ]);
  });

  it('is kept by nobody after the end', async () => {
    first.on(CALL, sse(textChunks('Once')));
    const { answer } = upstream.open(
      oneTarget({ ...PATIENT, timeouts: { ...PATIENT.timeouts, totalMs: 1000 } }),
      STREAMED,
    );
    await readAnswer(await answer);
    expect(upstream.deadlines.size).toBe(0);
  });
});
