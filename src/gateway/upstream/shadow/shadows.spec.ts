import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  openAiAt,
  anthropicAt,
  chatAsk,
  readAnswer,
  UpstreamUnderTest,
} from '../../../../test/fakes/opened-upstream.js';
import { RecordingChooser } from '../../../../test/fakes/recording-chooser.js';
import { message } from '../../../../test/fakes/upstream/anthropic.payloads.js';
import { chatCompletion, chunk, textChunks } from '../../../../test/fakes/upstream/openai.payloads.js';
import { json, sse } from '../../../../test/fakes/upstream/scenarios.js';
import { FakeUpstream } from '../../../../test/fakes/upstream.js';
import { eventually } from '../../../../test/setup/eventually.js';
import type { Target } from '../../providers/provider.js';

let upstream: UpstreamUnderTest;
let vendor: FakeUpstream;
let shadow: FakeUpstream;

beforeEach(async () => {
  upstream = new UpstreamUnderTest();
  [vendor, shadow] = [await FakeUpstream.start(), await FakeUpstream.start()];
  vendor.on('openai.chat', json(chatCompletion({ content: 'For the client.' })));
});
afterEach(async () => {
  await upstream.close();
  await Promise.all([vendor.stop(), shadow.stop()]);
});

function mirroredTo(target: Target, concurrency = 8): RecordingChooser {
  const choice = new RecordingChooser([openAiAt(vendor.url)]);
  choice.shadow = { target, concurrency };
  return choice;
}

const outcome = (name: string) =>
  eventually(`the mirrored one is counted as ${name}`, async () => {
    return (await upstream.count('shadows', { provider: 'shadow', outcome: name })) || false;
  });

it('is asked the same in its own dialect, and its answer is thrown away', async () => {
  shadow.on('anthropic.messages', json(message()));
  const { answer, trace } = upstream.open(mirroredTo(anthropicAt(shadow.url, { name: 'shadow' })));
  expect((await readAnswer(await answer)).text).toContain('For the client.');
  expect(await outcome('answered')).toBe(1);
  expect(shadow.requestTo('anthropic.messages').body.toString()).toContain('Hi.');
  expect(trace).toHaveLength(1);
});

it('is read to the end of its stream', async () => {
  vendor.on('openai.chat', sse(textChunks('For the client.')));
  shadow.on('openai.chat', sse(textChunks('For', 'nobody.')));
  const { answer } = upstream.open(mirroredTo(openAiAt(shadow.url, { name: 'shadow' })), {
    ask: chatAsk({ stream: true }),
  });
  await readAnswer(await answer);
  expect(await outcome('answered')).toBe(1);
});

it.for<[string, string, (exchange: Parameters<Parameters<FakeUpstream['on']>[1]>[0]) => void | Promise<void>]>([
  ['fails', 'failed', (exchange) => exchange.respond(500, '{}')],
  [
    'breaks off',
    'cut',
    async (exchange) => {
      await exchange.startStream().sse(chunk({ content: 'Once' }));
      exchange.cut();
    },
  ],
  [
    'floods',
    'cut',
    async (exchange) => {
      await exchange
        .startStream()
        .flood(`data: ${JSON.stringify(chunk({ content: 'x'.repeat(60_000) }))}\n\n`, 400_000_000);
    },
  ],
])('one that %s troubles nobody', async ([, counted, scenario]) => {
  vendor.on('openai.chat', sse(textChunks('For the client.')));
  shadow.on('openai.chat', scenario);
  const { answer } = upstream.open(mirroredTo(openAiAt(shadow.url, { name: 'shadow' })), {
    ask: chatAsk({ stream: true }),
  });
  expect((await readAnswer(await answer)).end).toBe('complete');
  expect(await outcome(counted)).toBe(1);
});

it('one that never answers delays nobody, and ends with its time', async () => {
  const { answer } = upstream.open(mirroredTo(openAiAt(shadow.url, { name: 'shadow' })));
  const queue = shadow.play('openai.chat');
  await answer;
  const exchange = await queue.next();
  upstream.pass(600_000);
  await exchange.aborted;
  expect(await outcome('failed')).toBe(1);
  expect(upstream.deadlines.size).toBe(0);
});

it('no more are mirrored at once than it may take', async () => {
  const queue = shadow.play('openai.chat');
  const ask = () => upstream.open(mirroredTo(openAiAt(shadow.url, { name: 'shadow' }), 1)).answer;
  await ask();
  const exchange = await queue.next();
  await ask();
  expect(await outcome('skipped')).toBe(1);
  exchange.json(chatCompletion());
  expect(await outcome('answered')).toBe(1);
  await ask();
  await queue.next();
  expect(shadow.requestsTo('openai.chat')).toHaveLength(2);
});

it('never waits for a place that clients need', async () => {
  const queue = shadow.play('openai.chat');
  const limited = openAiAt(shadow.url, { name: 'shadow', concurrency: 1, queue: 10 });
  upstream.open(new RecordingChooser([limited]));
  const exchange = await queue.next();
  await upstream.open(mirroredTo(limited)).answer;
  expect(await outcome('failed')).toBe(1);
  expect(await upstream.count('queue')).toBe(0);
  exchange.json(chatCompletion());
  await eventually('the place is free again', () => upstream.underWayAt('shadow') === 0);
});
