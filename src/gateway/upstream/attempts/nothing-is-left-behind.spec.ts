import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { chatAsk, openAiAt, readAnswer, UpstreamUnderTest } from '../../../../test/fakes/opened-upstream.js';
import { PATIENT, RecordingChooser } from '../../../../test/fakes/recording-chooser.js';
import { chatCompletion, chunk, textChunks } from '../../../../test/fakes/upstream/openai.payloads.js';
import {
  cutBeforeAnswer,
  json,
  openaiError,
  type Scenario,
  silent,
  silentAfterHeaders,
} from '../../../../test/fakes/upstream/scenarios.js';
import { FakeUpstream } from '../../../../test/fakes/upstream.js';
import { eventually } from '../../../../test/setup/eventually.js';
import { GatewayError } from '../../../kernel/errors.js';
import type { AttemptPolicy } from '../../providers/target-choice.js';

const REQUESTS = 400;
const AT_ONCE = 24;
const VENDORS = 3;
const LONGEST_TURNS = 200_000;

const POLICY: AttemptPolicy = {
  ...PATIENT,
  retry: { attempts: 3, backoffMs: 200, longestWaitMs: 1000 },
  timeouts: { ...PATIENT.timeouts, firstTokenMs: 5000, totalMs: 20_000 },
};

/** Park and Miller's: the same mixture in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const whole = (exchange: Parameters<Scenario>[0]) => {
  const isStream = String(exchange.request.body).includes('"stream":true');
  return isStream ? exchange.streamSse(textChunks('Well', 'said.')) : exchange.json(chatCompletion());
};

const FAULTS: readonly Scenario[] = [
  whole,
  whole,
  whole,
  openaiError(500, { message: 'Broken.' }),
  openaiError(503, { message: 'Later.' }, { 'retry-after': '0.5' }),
  openaiError(429, { message: 'Slow down.' }, { 'retry-after': '1' }),
  openaiError(400, { message: 'Wrong.' }),
  cutBeforeAnswer,
  silent,
  silentAfterHeaders,
  json({ nothing: 'of the kind' }),
  async (exchange) => {
    exchange.startStream();
    await exchange.sse(chunk({ role: 'assistant', content: '' }));
    exchange.cut();
  },
  async (exchange) => {
    exchange.startStream();
    await exchange.sse(chunk({ content: 'Once' }));
    exchange.cut();
  },
  async (exchange) => void (await exchange.startStream().sse(chunk({ content: 'Once' }))),
];

let upstream: UpstreamUnderTest;
let vendors: FakeUpstream[];

beforeEach(async () => {
  upstream = new UpstreamUnderTest({ firstByteTimeoutMs: 300 });
  vendors = await Promise.all(Array.from({ length: VENDORS }, () => FakeUpstream.start()));
});
afterEach(async () => {
  await upstream.close();
  await Promise.all(vendors.map((vendor) => vendor.stop()));
});

it.each([
  ['one after the other', null],
  ['hedged', { afterMs: 200, share: 1 }],
])('%s: after any mixture of faults nothing is under way, waited for or counted', async (_, hedge) => {
  const random = dice(hedge === null ? 7 : 11);
  const choices: RecordingChooser[] = [];
  const ends = new Map<string, number>();
  for (const vendor of vendors)
    vendor.on('openai.chat', (exchange) => FAULTS[Math.floor(random() * FAULTS.length)]?.(exchange));

  async function request(): Promise<void> {
    const targets = vendors.map(({ url }, index) =>
      openAiAt(url, { name: `vendor-${index}`, concurrency: 12, queue: 6 }),
    );
    const choice = new RecordingChooser(targets.slice(Math.floor(random() * VENDORS)), { ...POLICY, hedge });
    choices.push(choice);
    const { answer, client } = upstream.open(choice, { ask: chatAsk({ stream: random() < 0.5 }) });
    const left = new GatewayError('client_closed');
    // Some leave at once, some while it is under way, most stay.
    if (random() < 0.15) setImmediate(() => client.leave(left));
    const end = await answer.then(
      async (opened) => {
        if (random() < 0.1) client.leave(left);
        return (await readAnswer(opened)).end;
      },
      (error: GatewayError) => error.code,
    );
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }

  let begun = 0;
  let open = 0;
  for (let turns = 0; turns < LONGEST_TURNS && (begun < REQUESTS || open > 0); turns += 1) {
    while (begun < REQUESTS && open < AT_ONCE) {
      begun += 1;
      open += 1;
      void request().finally(() => (open -= 1));
    }
    upstream.pass(1);
    await turn();
  }

  expect(open).toBe(0);
  // Everybody got an answer or a reason, and nothing unforeseen was among them.
  expect([...ends.values()].reduce((sum, count) => sum + count, 0)).toBe(REQUESTS);
  expect(ends.get('internal_error')).toBeUndefined();
  expect(ends.get('complete')).toBeGreaterThan(REQUESTS / 10);
  for (const { choices: made } of choices) {
    for (const { failures, endings, committed } of made) {
      expect(failures.length + endings.length).toBe(1);
      expect(committed).toBeLessThanOrEqual(1);
    }
  }
  expect(upstream.deadlines.size).toBe(0);
  expect(await upstream.count('queue')).toBe(0);
  await eventually('all places are free', () =>
    vendors.every((__, index) => upstream.underWayAt(`vendor-${index}`) === 0),
  );
});
