import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  chatAsk,
  FakeClient,
  openAiAt,
  readAnswer,
  UpstreamUnderTest,
} from '../../../../test/fakes/opened-upstream.js';
import { PATIENT, RecordingChooser } from '../../../../test/fakes/recording-chooser.js';
import type { ExchangeQueue } from '../../../../test/fakes/upstream/exchange-queue.js';
import { chatCompletion, textChunks, USAGE } from '../../../../test/fakes/upstream/openai.payloads.js';
import { json, openaiError } from '../../../../test/fakes/upstream/scenarios.js';
import { FakeUpstream } from '../../../../test/fakes/upstream.js';
import { eventually } from '../../../../test/setup/eventually.js';
import { GatewayError } from '../../../kernel/errors.js';
import type { AttemptPolicy } from '../../providers/target-choice.js';
import type { AttemptTrace } from '../attempt.js';
import { TargetRun } from './target-run.js';

const AFTER_MS = 500;
const ALWAYS: AttemptPolicy = { ...PATIENT, hedge: { afterMs: AFTER_MS, share: 1 } };
const CALL = 'openai.chat';

let upstream: UpstreamUnderTest;
let vendors: [FakeUpstream, FakeUpstream];
let slow: ExchangeQueue;
let fast: ExchangeQueue;

beforeEach(async () => {
  upstream = new UpstreamUnderTest();
  vendors = [await FakeUpstream.start(), await FakeUpstream.start()];
  slow = vendors[0].play(CALL);
  fast = vendors[1].play(CALL);
});
afterEach(async () => {
  await upstream.close();
  await Promise.all(vendors.map((vendor) => vendor.stop()));
});

const pair = (policy = ALWAYS) =>
  new RecordingChooser(
    [openAiAt(vendors[0].url, { name: 'slow' }), openAiAt(vendors[1].url, { name: 'fast' })],
    policy,
  );

it('the second target is asked after the silence, and not before', async () => {
  const choice = pair();
  upstream.open(choice);
  await slow.next();
  upstream.pass(AFTER_MS - 1);
  expect(choice.choices).toHaveLength(1);
  upstream.pass(1);
  await fast.next();
  expect(choice.choices).toHaveLength(2);
});

it('the faster one answers, the other is let go and counts against nobody', async () => {
  const choice = pair();
  const { answer, trace } = upstream.open(choice, { ask: chatAsk({ stream: true }) });
  const loser = await slow.next();
  upstream.pass(AFTER_MS);
  await (await fast.next()).streamSse(textChunks('Fast.'));
  expect((await readAnswer(await answer)).text).toContain('Fast.');
  await loser.aborted;
  expect(choice.choices).toMatchObject([
    { committed: 0, failures: [], endings: ['left'] },
    { committed: 1, failures: [], endings: ['answered'] },
  ]);
  expect(trace.map(({ outcome }) => outcome)).toEqual(['left', 'answered']);
  expect(await upstream.count('hedges', { provider: 'fast', result: 'won' })).toBe(1);
  expect(upstream.deadlines.size).toBe(0);
});

it('the first may still win', async () => {
  const choice = pair();
  const { answer } = upstream.open(choice);
  const first = await slow.next();
  upstream.pass(AFTER_MS);
  const second = await fast.next();
  first.json(chatCompletion({ content: 'Slow.' }));
  expect((await readAnswer(await answer)).text).toContain('Slow.');
  await second.aborted;
  expect(choice.choices).toMatchObject([{ endings: ['answered'] }, { endings: ['left'], failures: [] }]);
  expect(await upstream.count('hedges', { result: 'lost' })).toBe(1);
});

it('one that fails leaves it to the other', async () => {
  const choice = pair();
  const { answer } = upstream.open(choice);
  const first = await slow.next();
  upstream.pass(AFTER_MS);
  const second = await fast.next();
  second.respond(503, '{}');
  await eventually('the second has failed', () => choice.choices[1]?.failures.length === 1);
  first.json(chatCompletion({ content: 'Slow.' }));
  expect((await readAnswer(await answer)).text).toContain('Slow.');
  expect(choice.load).toBe(0);
});

it('where both fail the last failure is the answer', async () => {
  const choice = pair();
  const { answer } = upstream.open(choice);
  const first = await slow.next();
  upstream.pass(AFTER_MS);
  const second = await fast.next();
  second.respond(503, '{}');
  await eventually('the second has failed', () => choice.choices[1]?.failures.length === 1);
  first.respond(500, '{}');
  await expect(answer).rejects.toMatchObject({ status: 500 });
  expect(choice.load).toBe(0);
});

it('a caller who is wrong is told so, whatever the other does', async () => {
  const choice = pair();
  const { answer } = upstream.open(choice);
  const first = await slow.next();
  upstream.pass(AFTER_MS);
  (await fast.next()).respond(400, '{}');
  await expect(answer).rejects.toMatchObject({ status: 400 });
  await first.aborted;
  expect(choice.load).toBe(0);
});

it('a client that leaves ends both', async () => {
  const choice = pair();
  const client = new FakeClient();
  const { answer } = upstream.open(choice, { client });
  const first = await slow.next();
  upstream.pass(AFTER_MS);
  const second = await fast.next();
  const left = new GatewayError('client_closed');
  client.leave(left);
  await expect(answer).rejects.toBe(left);
  await Promise.all([first.aborted, second.aborted]);
  expect(choice.choices).toMatchObject([{ endings: ['left'] }, { endings: ['left'] }]);
});

it('what a loser has answered whole is not lost: it will be on the bill', async () => {
  vendors[0].on(CALL, json(chatCompletion()));
  const trace: AttemptTrace[] = [];
  const choice = pair();
  const request = { ask: chatAsk(), choice, client: new FakeClient(), trace };
  const run = new TargetRun(choice.next()!, request, upstream.tools, Infinity);
  expect(await run.outcome()).toMatchObject({ kind: 'whole' });
  expect(trace).toMatchObject([{ outcome: 'answered', usage: null }]);
  run.lose();
  expect(trace).toMatchObject([{ outcome: 'left', usage: { inputUncached: USAGE.prompt_tokens } }]);
  expect(choice.choices).toMatchObject([{ endings: ['answered'], failures: [] }]);
});

it('no more than the share of the requests is hedged', async () => {
  const seldom: AttemptPolicy = { ...PATIENT, hedge: { afterMs: AFTER_MS, share: 0.25 } };
  vendors[1].on(CALL, json(chatCompletion()));
  let hedged = 0;
  for (let count = 0; count < 16; count += 1) {
    const choice = pair(seldom);
    const { answer } = upstream.open(choice);
    const first = await slow.next();
    upstream.pass(AFTER_MS);
    if (choice.choices.length === 1) await eventually('the budget is asked', () => upstream.deadlines.size === 0);
    if (choice.choices.length === 1) first.json(chatCompletion());
    await answer;
    hedged += choice.choices.length - 1;
  }
  expect(hedged).toBe(4);
});

it('nothing is hedged where the first failed before the silence was over', async () => {
  vendors[0].on(CALL, openaiError(503, { message: 'Down.' }));
  vendors[1].on(CALL, json(chatCompletion()));
  const { answer } = upstream.open(pair());
  await answer;
  expect(await upstream.count('hedges')).toBe(0);
  expect(await upstream.count('fallbacks')).toBe(1);
});
