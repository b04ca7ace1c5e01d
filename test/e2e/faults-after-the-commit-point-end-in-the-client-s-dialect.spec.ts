import { describe } from 'vitest';
import type { ChaosProxy } from '../fakes/chaos-proxy.ts';
import type { Scenario } from '../fakes/upstream/scenarios.ts';
import type { UpstreamExchange } from '../fakes/upstream/upstream-exchange.ts';
import type { Vendor } from '../fakes/vendors/index.ts';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { allQuiet, expect, PAIRS, test, TOTAL_MS } from './faulty-vendors.fixtures.ts';

interface Fault {
  readonly name: string;
  readonly network?: (proxy: ChaosProxy) => void;
  /** What follows the first words. */
  readonly follows: (exchange: UpstreamExchange, vendor: Vendor) => void | Promise<void>;
}

const EURO = '€';
const MALFORMED = 'data: {"id": oops\n\n';
const MESSAGE_START = {
  type: 'message_start',
  message: {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: 'claude-fake',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 11, output_tokens: 1 },
  },
};

const isAnthropic = ({ dialect }: Vendor) => dialect === 'anthropic-messages';

/** One piece of text as this vendor sends it. */
const piece = (vendor: Vendor, text: string): string =>
  isAnthropic(vendor)
    ? `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })}\n\n`
    : `data: ${JSON.stringify(chunk({ content: text }))}\n\n`;

const opening = (vendor: Vendor): string =>
  isAnthropic(vendor)
    ? [MESSAGE_START, { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }]
        .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
        .join('')
    : `data: ${JSON.stringify(chunk({ role: 'assistant', content: '' }))}\n\n`;

const errorEvent = (vendor: Vendor, type: string, message: string): string =>
  isAnthropic(vendor)
    ? `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type, message } })}\n\n`
    : `data: ${JSON.stringify({ error: { message, type, param: null, code: type } })}\n\n`;

const more = (exchange: UpstreamExchange, vendor: Vendor) => exchange.send(piece(vendor, ` upon ${EURO} a time`));

const again = async (exchange: UpstreamExchange, bytes: string) => {
  while (!exchange.isAborted) {
    await exchange.send(bytes);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const FAULTS: readonly Fault[] = [
  { name: 'the vendor breaks the connection', follows: (exchange) => exchange.cut() },
  { name: 'the body ends without a stop event', follows: (exchange) => exchange.end() },
  {
    name: 'a reset in the middle of a frame',
    network: (proxy) => proxy.set({ breaksAt: { at: Buffer.from(' upon'), how: 'reset' } }),
    follows: more,
  },
  {
    name: 'an end inside a character',
    network: (proxy) => proxy.set({ breaksAt: { at: Buffer.from(EURO), how: 'cut' } }),
    follows: more,
  },
  {
    name: 'a stall in the middle of a frame',
    network: (proxy) => proxy.set({ breaksAt: { at: Buffer.from(' upon'), how: 'stall' } }),
    follows: more,
  },
  {
    name: 'a connection that vanishes',
    network: (proxy) => proxy.set({ breaksAt: { at: Buffer.from(' upon'), how: 'vanish' } }),
    follows: more,
  },
  { name: 'silence', follows: () => undefined },
  { name: 'a malformed frame', follows: (exchange) => exchange.send(MALFORMED) },
  {
    name: "the vendor's own error",
    follows: (exchange, vendor) => exchange.send(errorEvent(vendor, 'overloaded_error', 'Overloaded.')),
  },
  {
    name: 'a 429 in mid-stream',
    follows: (exchange, vendor) => exchange.send(errorEvent(vendor, 'rate_limit_error', 'Slow down.')),
  },
  { name: 'heartbeats for ever', follows: (exchange) => again(exchange, ': still here\n\n') },
  { name: 'words for ever', follows: (exchange, vendor) => again(exchange, piece(vendor, ' and')) },
];

const scenarioOf =
  (fault: Fault, vendor: Vendor): Scenario =>
  async (exchange) => {
    await exchange.startStream('sse').send(opening(vendor) + piece(vendor, 'Once'));
    await fault.follows(exchange, vendor);
  };

const QUESTION = { stream: true, prompt: 'Tell.' };

describe.each(PAIRS)('$name', ({ door, vendor }) => {
  const model = `faulty-only-${vendor.name}`;

  test.for(FAULTS)('$name', async (fault, { gateway, apiKey, upstream, network }) => {
    upstream.on(vendor.endpoints.stream, scenarioOf(fault, vendor));
    fault.network?.(network);
    const startedAt = performance.now();
    const response = await askDoor(gateway, apiKey, door, { ...QUESTION, model });
    expect(response.status).toBe(200);
    // A broken connection would reject.
    const received = await response.text();
    // In one dialect frames pass as they came, malformed ones too.
    const text = received.replace(MALFORMED, '');
    expect(performance.now() - startedAt).toBeLessThan(TOTAL_MS * 5);
    expect(door.readStream(text).text).toMatch(/^Once( and)*$/);
    expect(door.readStreamError(text)).not.toBeNull();
    expect(text).not.toContain('\uFFFD');
    if (
      door.dialect === 'openai-chat' &&
      fault.name !== "the vendor's own error" &&
      fault.name !== 'a 429 in mid-stream'
    ) {
      expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    }
    await allQuiet(gateway);
  });

  const whole = { text: `Once upon ${EURO} a time there was a gateway.` };

  test.for<[string, (proxy: ChaosProxy) => void]>([
    ['latency', (proxy) => proxy.set({ latencyMs: 100 })],
    ['a slow trickle', (proxy) => proxy.set({ bytesPerSecond: 4000 })],
  ])('%s only takes its time', async ([, fault], { gateway, apiKey, upstream, network }) => {
    upstream.on(vendor.endpoints.stream, vendor.stream(whole));
    fault(network);
    const response = await askDoor(gateway, apiKey, door, { ...QUESTION, model });
    const text = await response.text();
    expect(door.readStream(text).text).toBe(whole.text);
    expect(door.readStreamError(text)).toBeNull();
  });

  test('a chunk of 5 MB arrives', async ({ gateway, apiKey, upstream, network }) => {
    expect(network.open).toBeGreaterThanOrEqual(0);
    const text = 'x'.repeat(5_000_000);
    upstream.on(vendor.endpoints.stream, async (exchange) => {
      await exchange.startStream('sse').send(opening(vendor) + piece(vendor, text));
      exchange.cut();
    });
    const response = await askDoor(gateway, apiKey, door, { ...QUESTION, model });
    const received = await response.text();
    expect(door.readStream(received).text).toHaveLength(5_000_000);
    expect(door.readStreamError(received)).not.toBeNull();
  });
});
