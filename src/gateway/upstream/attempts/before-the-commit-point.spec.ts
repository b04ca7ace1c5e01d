import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  anthropicAt,
  chatAsk,
  openAiAt,
  readAnswer,
  UpstreamUnderTest,
} from '../../../../test/fakes/opened-upstream.js';
import { PATIENT, RecordingChooser } from '../../../../test/fakes/recording-chooser.js';
import { chatCompletion, chunk, textChunks } from '../../../../test/fakes/upstream/openai.payloads.js';
import { messageEvents } from '../../../../test/fakes/upstream/anthropic.payloads.js';
import { cutAfter, cutBeforeAnswer, json, type Scenario, sse } from '../../../../test/fakes/upstream/scenarios.js';
import { FakeUpstream } from '../../../../test/fakes/upstream.js';
import { eventually } from '../../../../test/setup/eventually.js';
import { freePort } from '../../../../test/setup/services/free-port.js';
import type { Target } from '../../providers/provider.js';

/** Whole answers have the node's own patience for their head. */
const FIRST_BYTE_MS = 300;
const FIRST_TOKEN_MS = 20_000;
const POLICY = { ...PATIENT, timeouts: { ...PATIENT.timeouts, firstTokenMs: FIRST_TOKEN_MS } };

const frame = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const named = (event: { readonly type: string }) => `event: ${event.type}\n${frame(event)}`;

const [messageStart] = messageEvents();

/** The vendors that fail: one that speaks the client's dialect, and one that is translated. */
const LANES = {
  verbatim: {
    endpoint: 'openai.chat',
    at: openAiAt,
    preamble: frame(chunk({ role: 'assistant', content: '' })),
    errorEvent: frame({ error: { message: 'Overloaded.', type: 'server_error' } }),
    malformed: '<html><body>Not here.</body></html>\n\n',
  },
  translated: {
    endpoint: 'anthropic.messages',
    at: anthropicAt,
    preamble: named(messageStart as { type: string }) + named({ type: 'ping' }),
    errorEvent: named({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded.' } } as never),
    malformed: 'event: message_start\ndata: {"type":\n\n',
  },
} as const;

type Lane = (typeof LANES)[keyof typeof LANES];

const status =
  (code: number, body = '{"error":{"message":"No."}}'): Scenario =>
  (exchange) =>
    exchange.respond(code, body, { 'content-type': 'application/json' });

const streamOf =
  (...pieces: readonly string[]): Scenario =>
  async (exchange) => {
    exchange.startStream();
    for (const piece of pieces) await exchange.send(piece);
    exchange.end();
  };

const stallAfter =
  (...pieces: readonly string[]): Scenario =>
  async (exchange) => {
    exchange.startStream();
    for (const piece of pieces) await exchange.send(piece);
  };

const EITHER_WAY: [string, () => Scenario][] = [
  ['answers 500', () => status(500)],
  ['answers 503 with a page', () => status(503, '<html>')],
  ['answers 429', () => status(429)],
  ['does not know our key', () => status(401)],
  ['redirects', () => (exchange) => exchange.respond(307, '', { location: 'http://127.0.0.1:1/' })],
  ['breaks off before its head', () => cutBeforeAnswer],
  ['does not speak the protocol', () => (exchange) => exchange.respond(200, 'Hello there.', {})],
];

const STREAMED: [string, (lane: Lane) => Scenario][] = [
  ['begins with an error event', (lane) => streamOf(lane.errorEvent)],
  ['sends an error event behind its preamble', (lane) => streamOf(lane.preamble, lane.errorEvent)],
  ['sends both in one read', (lane) => streamOf(lane.preamble + lane.errorEvent)],
  ['sends comments, then an error event', (lane) => streamOf(': working\n\n', lane.errorEvent)],
  ['sends nothing', () => streamOf()],
  ['sends comments alone', () => streamOf(': working\n\n', ': working\n\n')],
  ['ends behind its preamble', (lane) => streamOf(lane.preamble)],
  ['breaks off behind its preamble', (lane) => cutAfter(lane.preamble)],
  ['breaks off in its first frame', (lane) => cutAfter(lane.preamble.slice(0, 20))],
  ['sends a malformed first frame', (lane) => streamOf(lane.malformed)],
];

const SILENT: [string, () => Scenario][] = [
  ['never answers', () => () => undefined],
  ['sends a head and nothing else', () => stallAfter()],
  ['sends comments for ever', () => stallAfter(': working\n\n', ': working\n\n')],
];

let upstream: UpstreamUnderTest;
let failing: FakeUpstream;
let well: FakeUpstream;
let nowhere: number;

beforeAll(async () => {
  upstream = new UpstreamUnderTest({ firstByteTimeoutMs: FIRST_BYTE_MS });
  [failing, well, nowhere] = await Promise.all([FakeUpstream.start(), FakeUpstream.start(), freePort()]);
});
afterAll(async () => {
  await upstream.close();
  await Promise.all([failing.stop(), well.stop()]);
});
beforeEach(() => {
  failing.reset();
  well.reset();
});

describe.each(Object.entries(LANES))('%s', (_, lane) => {
  describe.each([
    ['streamed', true],
    ['whole', false],
  ])('%s', (__, stream) => {
    async function fallsOver(first: Target, whileWaiting: () => Promise<void> = () => Promise.resolve()) {
      well.on('openai.chat', stream ? sse(textChunks('Well.')) : json(chatCompletion({ content: 'Well.' })));
      const choice = new RecordingChooser([first, openAiAt(well.url, { name: 'well' })], POLICY);
      const { answer, trace } = upstream.open(choice, { ask: chatAsk({ stream }) });
      await whileWaiting();
      const { text, end } = await readAnswer(await answer);
      expect(text).toContain('Well.');
      expect(text).not.toContain('verloaded');
      // Of the first answer nothing has come through: an answer begins once.
      expect(text.split('"role":"assistant"')).toHaveLength(2);
      expect(end).toBe('complete');
      // A kept-alive connection that breaks is worth a second try.
      const outcomes = trace.map(({ outcome }) => outcome);
      expect([
        ['failed', 'answered'],
        ['failed', 'failed', 'answered'],
      ]).toContainEqual(outcomes);
      expect(choice.choices).toMatchObject([
        { committed: 0, failures: [{}], endings: [] },
        { committed: 1, failures: [], endings: ['answered'] },
      ]);
      expect(upstream.deadlines.size).toBe(0);
    }

    it.each(EITHER_WAY)('a vendor that %s', async (___, scenario) => {
      failing.on(lane.endpoint, scenario());
      await fallsOver(lane.at(failing.url));
    });

    it('a vendor whose address nobody listens on', async () => {
      await fallsOver(lane.at(`http://127.0.0.1:${nowhere}`));
    });

    it('a vendor that does not speak TLS', async () => {
      await fallsOver(lane.at(failing.url.replace('http:', 'https:')));
    });

    it('a vendor that is silent', async () => {
      failing.on(lane.endpoint, () => undefined);
      await fallsOver(lane.at(failing.url), async () => {
        await eventually('it is asked', () => failing.requestsTo(lane.endpoint).length > 0);
        if (stream) upstream.pass(FIRST_TOKEN_MS);
      });
    });

    if (!stream) return;

    it.each(STREAMED)('a vendor that %s', async (___, scenario) => {
      failing.on(lane.endpoint, scenario(lane));
      await fallsOver(lane.at(failing.url));
    });

    it.each(SILENT)('a vendor that %s', async (___, scenario) => {
      failing.on(lane.endpoint, scenario());
      await fallsOver(lane.at(failing.url), async () => {
        await eventually('it is asked', () => failing.requestsTo(lane.endpoint).length > 0);
        upstream.pass(FIRST_TOKEN_MS);
      });
    });
  });
});
