import { describe } from 'vitest';
import type { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { htmlUnavailable, silent, silentAfterHeaders, type Scenario } from '../fakes/upstream/scenarios.ts';
import type { Vendor } from '../fakes/vendors/index.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { allQuiet, expect, PAIRS, test } from './faulty-vendors.fixtures.ts';

interface Fault {
  readonly name: string;
  /** What the network does. */
  readonly network?: (proxy: ChaosProxy) => void | Promise<void>;
  /** What the vendor does; it answers well where this is left out. */
  readonly vendor?: (vendor: Vendor) => Scenario;
  readonly only?: 'streamed' | 'whole';
  /** The provider is addressed by https. */
  readonly isSecure?: true;
}

const answer =
  (body: string, contentType: string): Scenario =>
  (exchange) =>
    exchange.respond(200, body, { 'content-type': contentType });

const beginsWith =
  (bytes: string, then: 'end' | 'cut' | 'silence'): Scenario =>
  async (exchange) => {
    await exchange.startStream('sse').send(bytes);
    if (then === 'end') exchange.end();
    if (then === 'cut') exchange.cut();
  };

/** Comments, and never a word. */
const heartbeats: Scenario = async (exchange) => {
  exchange.startStream('sse');
  while (!exchange.isAborted) {
    await exchange.send(': still here\n\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const HALF_OF_A_BODY = '{"id":"x","object":"chat.completion","choices":[{"ind';
const halfABody =
  (then: 'cut' | 'silence'): Scenario =>
  (exchange) => {
    exchange.announce(200, { 'content-type': 'application/json', 'content-length': 5000 });
    return exchange.send(HALF_OF_A_BODY).then(() => (then === 'cut' ? exchange.cut() : undefined));
  };

const FAULTS: readonly Fault[] = [
  { name: 'a refused connection', network: (proxy) => proxy.refuse() },
  { name: 'a connection reset before a byte', network: (proxy) => proxy.set({ breaksAt: { at: 0, how: 'reset' } }) },
  { name: 'a connection ended before a byte', network: (proxy) => proxy.set({ breaksAt: { at: 0, how: 'cut' } }) },
  {
    name: 'a reset in the middle of the headers',
    network: (proxy) => proxy.set({ breaksAt: { at: 30, how: 'reset' } }),
  },
  { name: 'a connection that has vanished', network: (proxy) => proxy.set({ breaksAt: { at: 0, how: 'vanish' } }) },
  { name: 'headers that trickle', network: (proxy) => proxy.set({ bytesPerSecond: 20 }) },
  {
    name: 'something that is not HTTP',
    network: (proxy) => proxy.set({ garbage: Buffer.from('\u0016\u0003\u0001 SSH?\r\n') }),
  },
  {
    name: 'a TLS failure',
    network: (proxy) => proxy.set({ garbage: Buffer.from([21, 3, 3, 0, 2, 2, 40]) }),
    isSecure: true,
  },
  {
    name: 'TLS garbage',
    network: (proxy) => proxy.set({ garbage: Buffer.from([22, 3, 3, 255, 255, 1, 2, 3]) }),
    isSecure: true,
  },
  { name: 'a 500', vendor: ({ fails }) => fails({ status: 500, message: 'Internal.' }) },
  { name: 'a 503 of a balancer', vendor: () => htmlUnavailable },
  { name: 'a 529', vendor: ({ fails }) => fails({ status: 529, message: 'Overloaded.' }) },
  {
    name: 'a 429',
    vendor: ({ fails }) => fails({ status: 429, message: 'Slow down.' }),
  },
  { name: 'no answer', vendor: () => silent },
  { name: 'headers and no answer', vendor: () => silentAfterHeaders, only: 'streamed' },
  { name: 'an empty stream', vendor: () => beginsWith('', 'end'), only: 'streamed' },
  { name: 'heartbeats and no word', vendor: () => heartbeats, only: 'streamed' },
  { name: 'a malformed first frame', vendor: () => beginsWith('data: {"id":\n\n', 'silence'), only: 'streamed' },
  { name: 'a first frame cut short', vendor: () => beginsWith('data: {"id":"x","cho', 'cut'), only: 'streamed' },
  { name: 'an error event as the first', vendor: firstEventFails, only: 'streamed' },
  { name: 'an empty body', vendor: () => answer('', 'application/json'), only: 'whole' },
  { name: 'a body that is no JSON', vendor: () => answer('{"id":', 'application/json'), only: 'whole' },
  { name: 'half a body, then the end', vendor: () => halfABody('cut'), only: 'whole' },
  { name: 'half a body, then nothing', vendor: () => halfABody('silence'), only: 'whole' },
  {
    name: 'a body cut inside a character',
    vendor: (vendor) => vendor.whole({ text: 'Fünf €' }),
    network: cutInsideEuro,
    only: 'whole',
  },
];

function cutInsideEuro(proxy: ChaosProxy): void {
  proxy.set({ breaksAt: { at: Buffer.from('€'), how: 'cut' } });
}

/** As each vendor words an error in a stream, and nothing before it. */
function firstEventFails({ dialect }: Vendor): Scenario {
  const error = { type: 'overloaded_error', message: 'Overloaded.' };
  return dialect === 'anthropic-messages'
    ? (exchange) => exchange.streamNamedSse([{ type: 'error', error } as { type: string }])
    : beginsWith(`data: ${JSON.stringify({ error: { ...error, param: null, code: null } })}\n\n`, 'end');
}

describe.each(PAIRS)('$name', ({ door, vendor }) => {
  describe.each([true, false])('streamed: %s', (stream) => {
    const faults = FAULTS.filter(({ only }) => only === undefined || (only === 'streamed') === stream);

    test.for(faults)('$name is invisible', async (fault, { gateway, apiKey, upstream, network }) => {
      const says = { text: 'From the faulty one.' };
      upstream.on(
        vendor.endpoints.whole,
        fault.vendor?.(vendor) ?? (stream ? vendor.stream(says) : vendor.whole(says)),
      );
      await fault.network?.(network);
      const model = `${fault.isSecure ? 'secure' : 'faulty'}-first-${vendor.name}`;
      const response = await askDoor(gateway, apiKey, door, { model, stream, prompt: 'Tell.' });
      const text = await response.text();
      expect(response.status, text).toBe(200);
      const { text: said } = stream ? door.readStream(text) : door.readWhole(JSON.parse(text));
      expect(said).toBe('From the healthy one.');
      expect(door.readStreamError(stream ? text : '')).toBeNull();
      expect(response.headers.get('x-gateway-provider')).toBe(`healthy-${vendor.name}`);
      expect(Number(response.headers.get('x-gateway-attempts'))).toBe(2);
      await allQuiet(gateway);
    });
  });
});
