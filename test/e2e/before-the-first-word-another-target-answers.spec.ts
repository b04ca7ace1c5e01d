import { chatCompletion, chunk, textChunks } from '../fakes/upstream/openai.payloads.ts';
import {
  cutAfter,
  cutBeforeAnswer,
  json,
  openaiError,
  type Scenario,
  silent,
  silentAfterHeaders,
  sse,
} from '../fakes/upstream/scenarios.ts';
import { eventually } from '../setup/eventually.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { expect, fastRoute, routesFile, test as base } from './routed.fixtures.ts';

const test = base.override('env', ({ left, right }) => ({
  UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '400',
  GATEWAY_CONFIG: routesFile({ left, right }, [
    fastRoute({
      targets: [
        { provider: 'left', model: 'm', priority: 0 },
        { provider: 'right', model: 'm', priority: 1 },
      ],
      affinity: { enabled: false },
      // Each fault by itself: the health of the left one is not what this is about.
      breaker: { failures: 0 },
      cooldown: '0ms',
      retry: { attempts: 1 },
      timeouts: { firstToken: '400ms' },
    }),
  ]),
}));

const QUESTION = { model: 'fast', max_tokens: 100, messages: [{ role: 'user', content: 'Hi.' }] };
const CALL = 'openai.chat';

const frame = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const PREAMBLE = frame(chunk({ role: 'assistant', content: '' }));
const ERROR_EVENT = frame({ error: { message: 'Overloaded.', type: 'server_error' } });

const bytes =
  (...pieces: readonly string[]): Scenario =>
  async (exchange) => {
    exchange.startStream();
    for (const piece of pieces) await exchange.send(piece);
    exchange.end();
  };

const EITHER_WAY: readonly [string, Scenario][] = [
  ['answers 500', openaiError(500, { message: 'Broken.' })],
  ['answers 503', openaiError(503, { message: 'Overloaded.' })],
  ['answers 429', openaiError(429, { message: 'Slow down.' })],
  ['does not know the key', openaiError(401, { message: 'Who?' })],
  ['breaks off', cutBeforeAnswer],
  ['never answers', silent],
  ['speaks another protocol', (exchange) => exchange.respond(200, 'Hello there.', { 'content-type': 'text/plain' })],
];

const STREAMED: readonly [string, Scenario][] = [
  ['sends headers and nothing else', silentAfterHeaders],
  ['begins with an error event', bytes(ERROR_EVENT)],
  ['sends an error event after a first empty chunk', bytes(PREAMBLE, ERROR_EVENT)],
  ['sends nothing', bytes()],
  ['sends comments alone', bytes(': working\n\n')],
  ['breaks off after a first empty chunk', cutAfter(PREAMBLE)],
  ['sends a malformed first frame', bytes('<html>\n\n')],
];

const CASES = [
  ...EITHER_WAY.flatMap(([what, scenario]) => [
    { what, scenario, stream: false },
    { what, scenario, stream: true },
  ]),
  ...STREAMED.map(([what, scenario]) => ({ what, scenario, stream: true })),
];

test.for(
  CASES.flatMap((each) => [
    { ...each, door: 'chat' as const },
    { ...each, door: 'messages' as const },
  ]),
)(
  'a vendor that $what (stream: $stream, door: $door)',
  async ({ scenario, stream, door }, { gateway, apiKey, left, right }) => {
    left.reset();
    right.reset();
    left.on(CALL, scenario);
    right.on(CALL, stream ? sse(textChunks('Well', ' said.')) : json(chatCompletion({ content: 'Well said.' })));
    // The vendors speak OpenAI's chat: to its clients word for word, to Anthropic's translated.
    const ask = door === 'chat' ? rawChat : rawMessages;
    const response = await ask(gateway, apiKey, { ...QUESTION, stream });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-gateway-provider')).toBe('right');
    expect(Number(response.headers.get('x-gateway-attempts'))).toBeGreaterThanOrEqual(2);
    const text = await response.text();
    expect(text).toMatch(/Well/);
    expect(text).not.toMatch(/error|Overloaded|html|Hello there/);
    expect(left.requestsTo(CALL).length).toBeGreaterThan(0);
  },
);

test('the log line tells every try, and the metrics count them', async ({ gateway, apiKey, left, right }) => {
  left.on(CALL, openaiError(503, { message: 'Overloaded.' }));
  right.on(CALL, json(chatCompletion()));
  const response = await rawChat(gateway, apiKey, QUESTION);
  await response.text();
  const id = response.headers.get('x-request-id');
  const line = await eventually('the line is written', () => gateway.log.find((each) => each['request_id'] === id));
  expect(line).toMatchObject({
    attempts: 2,
    provider: 'right',
    tries: [
      { provider: 'left', model: 'm', outcome: 'failed', error: 'provider_error' },
      { provider: 'right', model: 'm', outcome: 'answered' },
    ],
  });
  const { body } = await gateway.call<string>('GET', '/metrics');
  const value = (name: string, labels: object) =>
    samplesOf(body, name).find((sample) => expect.objectContaining(labels).asymmetricMatch(sample.labels))?.value;
  expect(value('gateway_upstream_attempts_total', { provider: 'right', outcome: 'answered' })).toBeGreaterThan(0);
  expect(value('gateway_upstream_attempts_total', { provider: 'left', outcome: 'failed' })).toBeGreaterThan(0);
  expect(value('gateway_upstream_fallbacks_total', { provider: 'left' })).toBeGreaterThan(0);
});

test('a request that the vendor finds wrong is not tried elsewhere', async ({ gateway, apiKey, left, right }) => {
  right.reset();
  left.on(CALL, openaiError(400, { message: 'No such parameter.' }));
  const response = await rawChat(gateway, apiKey, QUESTION);
  expect(response.status).toBe(400);
  expect(response.headers.get('x-gateway-attempts')).toBe('1');
  expect(right.requests).toHaveLength(0);
});
