import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import {
  chatAsk,
  FakeClient,
  openAiAt,
  readAnswer,
  UpstreamUnderTest,
} from '../../../../test/fakes/opened-upstream.js';
import { Http2Vendor, VENDOR_TLS } from '../../../../test/fakes/http2-vendor.js';
import { PATIENT, RecordingChooser } from '../../../../test/fakes/recording-chooser.js';
import { chatCompletion, chunk } from '../../../../test/fakes/upstream/openai.payloads.js';
import { cutBeforeAnswer, json, openaiError, type Scenario } from '../../../../test/fakes/upstream/scenarios.js';
import { FakeUpstream } from '../../../../test/fakes/upstream.js';
import { eventually } from '../../../../test/setup/eventually.js';
import { GatewayError } from '../../../kernel/errors.js';
import type { AttemptPolicy } from '../../providers/target-choice.js';

let upstream: UpstreamUnderTest;
let first: FakeUpstream;
let second: FakeUpstream;

beforeEach(async () => {
  upstream = new UpstreamUnderTest();
  [first, second] = await Promise.all([FakeUpstream.start(), FakeUpstream.start()]);
  second.on('openai.chat', json(chatCompletion({ content: 'From the second.' })));
});

afterEach(async () => {
  await upstream.close();
  await Promise.all([first.stop(), second.stop()]);
});

const CALL = 'openai.chat';
const TWICE: AttemptPolicy = { ...PATIENT, retry: { attempts: 2, backoffMs: 200, longestWaitMs: 5000 } };
const STREAMED = { ask: chatAsk({ stream: true }) };
const LEFT = new GatewayError('client_closed');

const oneTarget = (policy?: AttemptPolicy) => new RecordingChooser([openAiAt(first.url)], policy);
const twoTargets = (policy?: AttemptPolicy) =>
  new RecordingChooser([openAiAt(first.url, { name: 'first' }), openAiAt(second.url, { name: 'second' })], policy);

const unavailable = openaiError(503, { message: 'Overloaded.' });

/** The first answers come in this order, the last for ever. */
function inTurn(...scenarios: Scenario[]): Scenario {
  let turn = 0;
  return (exchange) => scenarios[Math.min(turn++, scenarios.length - 1)]?.(exchange);
}

const isWaiting = () => eventually('something waits for its time', () => upstream.deadlines.size > 0);

describe('one target', () => {
  it('is asked again after a failure that may pass, and answers', async () => {
    first.on(CALL, inTurn(unavailable, json(chatCompletion())));
    const choice = oneTarget(TWICE);
    const { answer, trace } = upstream.open(choice);
    await isWaiting();
    expect(first.requestsTo(CALL)).toHaveLength(1);
    upstream.pass(200);
    expect((await answer).status).toBe(200);
    expect(trace.map(({ outcome }) => outcome)).toEqual(['failed', 'answered']);
    expect(choice.choices[0]).toMatchObject({ committed: 1, failures: [], endings: ['answered'] });
  });

  it('is asked no more often than its policy says', async () => {
    first.on(CALL, unavailable);
    const choice = oneTarget(TWICE);
    const { answer } = upstream.open(choice);
    await isWaiting();
    upstream.pass(200);
    await expect(answer).rejects.toMatchObject({ code: 'provider_error', status: 503 });
    expect(first.requestsTo(CALL)).toHaveLength(2);
    expect(choice.choices[0]).toMatchObject({ committed: 0, endings: [] });
    expect(choice.choices[0]?.failures).toHaveLength(1);
  });

  it.for<[string, Scenario]>([
    ['the caller is wrong', openaiError(400, { message: 'Wrong.' })],
    ['it may have reached the model', cutBeforeAnswer],
    ['its key is refused', openaiError(401, { message: 'Who?' })],
    ['it says to come back too late', openaiError(503, { message: 'Later.' }, { 'retry-after': '6' })],
    ['its rate is exceeded, and nothing says for how long', openaiError(429, { message: 'Slow down.' })],
  ])('is not asked again where %s', async ([, scenario]) => {
    first.on(CALL, scenario);
    const choice = oneTarget(TWICE);
    await expect(upstream.open(choice).answer).rejects.toBeInstanceOf(GatewayError);
    expect(first.requestsTo(CALL)).toHaveLength(1);
    expect(choice.load).toBe(0);
  });

  it.for([429, 503])('is waited for as long as it says after a %i', async (status) => {
    first.on(CALL, inTurn(openaiError(status, { message: 'Later.' }, { 'retry-after': '3' }), json(chatCompletion())));
    const { answer } = upstream.open(oneTarget(TWICE));
    await isWaiting();
    upstream.pass(2999);
    expect(upstream.deadlines.size).toBe(1);
    upstream.pass(201);
    expect((await answer).status).toBe(200);
  });

  it('is not asked again when its time would be over by then', async () => {
    first.on(CALL, openaiError(503, { message: 'Later.' }, { 'retry-after': '3' }));
    const choice = oneTarget({ ...TWICE, timeouts: { ...TWICE.timeouts, totalMs: 2000 } });
    await expect(upstream.open(choice).answer).rejects.toMatchObject({ code: 'provider_error' });
    expect(upstream.deadlines.size).toBe(0);
  });

  it('is not waited for by a client that has left', async () => {
    first.on(CALL, unavailable);
    const choice = oneTarget(TWICE);
    const { answer, client } = upstream.open(choice);
    await isWaiting();
    client.leave(LEFT);
    await expect(answer).rejects.toBe(LEFT);
    expect(choice.choices[0]).toMatchObject({ endings: ['left'], failures: [] });
    expect(upstream.deadlines.size).toBe(0);
  });

  it('is spared by its retry budget in an outage', async () => {
    first.on(CALL, unavailable);
    const policy = { ...TWICE, retry: { ...TWICE.retry, backoffMs: 0 } };
    for (let count = 0; count < 100; count += 1) {
      const { answer } = upstream.open(oneTarget(policy));
      const settled = answer.then(
        () => true,
        () => true,
      );
      await eventually('it has failed, again or for good', async () => {
        upstream.deadlines.sweep();
        return Promise.race([settled, Promise.resolve(false)]);
      });
    }
    // Ten at first, and one for every five requests.
    expect(first.requestsTo(CALL).length).toBeLessThanOrEqual(100 + 10 + 20);
    expect(first.requestsTo(CALL).length).toBeGreaterThan(100 + 20);
    expect(await upstream.count('denied')).toBeGreaterThan(0);
  });
});

describe('the next target', () => {
  it('answers where the first does not, and nobody notices', async () => {
    first.on(CALL, unavailable);
    const choice = twoTargets();
    const { answer, trace } = upstream.open(choice);
    expect((await readAnswer(await answer)).text).toContain('From the second.');
    expect(trace).toMatchObject([
      { provider: 'first', outcome: 'failed', error: { code: 'provider_error' } },
      { provider: 'second', outcome: 'answered', error: null },
    ]);
    expect(choice.choices.map(({ committed }) => committed)).toEqual([0, 1]);
    expect(choice.load).toBe(0);
    expect(await upstream.count('fallbacks')).toBe(1);
  });

  it('is asked at once where the first says to wait', async () => {
    first.on(CALL, openaiError(429, { message: 'Slow down.' }, { 'retry-after': '1' }));
    const { answer } = upstream.open(twoTargets(TWICE));
    expect((await answer).target.instance.name).toBe('second');
  });

  it('is not asked where the caller is wrong', async () => {
    first.on(CALL, openaiError(400, { message: 'Wrong.' }));
    const choice = twoTargets();
    await expect(upstream.open(choice).answer).rejects.toMatchObject({ status: 400 });
    expect(choice.choices).toHaveLength(1);
  });

  it('answers what the first cannot carry, and the skip is on record', async () => {
    const target = { ...openAiAt(first.url), instance: { ...openAiAt(first.url).instance, kind: 'ollama' as const } };
    const choice = new RecordingChooser([target, openAiAt(second.url)]);
    const { answer, trace } = upstream.open(choice, { ask: chatAsk({ n: 2 }) });
    expect((await answer).status).toBe(200);
    expect(trace).toMatchObject([
      { outcome: 'skipped', error: { code: 'unsupported_parameter' } },
      { outcome: 'answered' },
    ]);
    expect(choice.choices[0]?.endings).toEqual(['left']);
  });

  it('that cannot carry it either leaves the first refusal as the answer', async () => {
    const ollama = { ...openAiAt(first.url), instance: { ...openAiAt(first.url).instance, kind: 'ollama' as const } };
    const choice = new RecordingChooser([ollama, { ...ollama, model: 'another' }]);
    const { answer } = upstream.open(choice, { ask: chatAsk({ n: 2 }) });
    await expect(answer).rejects.toMatchObject({
      code: 'unsupported_parameter',
      message: expect.stringContaining('gpt-fake') as string,
    });
    expect(choice.load).toBe(0);
  });
});

it('a refusal after a failure leaves the failure as the answer', async () => {
  first.on(CALL, unavailable);
  const ollama = { ...openAiAt(first.url), instance: { ...openAiAt(first.url).instance, kind: 'ollama' as const } };
  const choice = new RecordingChooser([openAiAt(first.url), ollama]);
  await expect(upstream.open(choice, { ask: chatAsk({ n: 2 }) }).answer).rejects.toMatchObject({ status: 503 });
});

describe('a client that leaves', () => {
  it.for([
    ['before an answer', 'whole'],
    ['before a first token', 'streamed'],
  ])('%s ends the call (%s)', async ([, how]) => {
    const queue = first.play(CALL);
    const choice = twoTargets();
    const { answer, client, trace } = upstream.open(choice, how === 'streamed' ? STREAMED : {});
    const vendor = await queue.next();
    client.leave(LEFT);
    await expect(answer).rejects.toBe(LEFT);
    await vendor.aborted;
    expect(choice.choices).toMatchObject([{ endings: ['left'], failures: [] }]);
    expect(trace).toMatchObject([{ outcome: 'left' }]);
  });

  it('before anything was asked leaves it at that', async () => {
    const client = new FakeClient();
    client.leave(LEFT);
    const choice = oneTarget();
    await expect(upstream.open(choice, { client }).answer).rejects.toBe(LEFT);
    expect(choice.choices).toHaveLength(0);
  });
});

it('a place is given back where no connection could be had', async () => {
  const queue = first.play(CALL);
  const busy = openAiAt(first.url, { name: 'first', concurrency: 10 });
  const narrow = new UpstreamUnderTest({ maxConnections: 1 });
  onTestFinished(() => narrow.close());
  const { answer } = narrow.open(new RecordingChooser([busy]));
  const underWay = await queue.next();
  await expect(narrow.open(new RecordingChooser([busy])).answer).rejects.toMatchObject({ code: 'busy' });
  expect(narrow.underWayAt('first')).toBe(1);
  underWay.json(chatCompletion());
  await answer;
  expect(narrow.underWayAt('first')).toBe(0);
});

describe('a target that our own side has no room for', () => {
  /** What a probe of it would tell: nothing. */
  const UNKNOWN = [{ endings: ['left'], failures: [], committed: 0 }];

  it.each([
    ['its queue is full', {}, { concurrency: 1, queue: 0 }],
    ['all connections are busy', { maxConnections: 1 }, {}],
  ])('was not asked: %s', async (_, node, provider) => {
    const queue = first.play(CALL);
    const narrow = new UpstreamUnderTest(node);
    onTestFinished(() => narrow.close());
    const target = openAiAt(first.url, provider);
    const { answer } = narrow.open(new RecordingChooser([target]));
    const underWay = await queue.next();
    const choice = new RecordingChooser([target], TWICE);
    await expect(narrow.open(choice).answer).rejects.toMatchObject({ code: 'busy' });
    expect(choice.choices).toMatchObject(UNKNOWN);
    underWay.json(chatCompletion());
    await answer;
  });

  it('was not asked: all shared connections are full', async () => {
    setDefaultCACertificates([...getCACertificates(), VENDOR_TLS.cert.toString()]);
    const called = Promise.withResolvers<void>();
    const vendor = await Http2Vendor.start(() => called.resolve(), { callsAtOnce: 1 });
    onTestFinished(() => vendor[Symbol.asyncDispose]());
    const narrow = new UpstreamUnderTest({ maxConnections: 1 });
    onTestFinished(() => narrow.close());
    const target = openAiAt(vendor.origin, { http2: true });
    const { client } = narrow.open(new RecordingChooser([target]));
    await called.promise;
    const choice = new RecordingChooser([target], TWICE);
    await expect(narrow.open(choice).answer).rejects.toMatchObject({ code: 'busy' });
    expect(choice.choices).toMatchObject(UNKNOWN);
    client.leave(LEFT);
  });
});

it('a stream that breaks after its commit point counts against its target', async () => {
  first.on(CALL, async (exchange) => {
    await exchange.startStream().sse(chunk({ content: 'Once' }));
    exchange.cut();
  });
  const choice = twoTargets();
  const { answer } = upstream.open(choice, STREAMED);
  expect((await readAnswer(await answer)).end).toBe('stream_interrupted');
  expect(choice.choices).toMatchObject([{ committed: 1, endings: ['cut'], failures: [] }]);
});

it('a refused connection may be tried again: nothing was sent', async () => {
  await first.stop();
  const { url } = first;
  first = await FakeUpstream.start();
  const choice = new RecordingChooser([openAiAt(url)], TWICE);
  const { answer, trace } = upstream.open(choice);
  await isWaiting();
  upstream.pass(200);
  await expect(answer).rejects.toMatchObject({ code: 'provider_unreachable' });
  expect(trace).toHaveLength(2);
});
