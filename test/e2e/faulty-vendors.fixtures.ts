import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { FakeUpstream } from '../fakes/upstream.ts';
import { anthropicVendor } from '../fakes/vendors/anthropic.vendor.ts';
import type { Vendor } from '../fakes/vendors/index.ts';
import { openaiChatVendor } from '../fakes/vendors/openai-chat.vendor.ts';
import type { Door } from '../setup/doors/index.ts';
import { anthropicMessagesDoor } from '../setup/doors/anthropic-messages.door.ts';
import { openaiChatDoor } from '../setup/doors/openai-chat.door.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import type { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { test as base, VENDOR_KEY } from './fixtures.ts';

export { expect } from './fixtures.ts';

/** Milliseconds. Long enough for a machine that does much else, short enough for a suite of faults. */
export const FIRST_TOKEN_MS = 1200;
export const IDLE_MS = 800;
export const TOTAL_MS = 4000;

/** A client and a vendor: in one dialect, and in two. */
export interface Pair {
  readonly name: string;
  readonly door: Door;
  readonly vendor: Vendor;
}

export const PAIRS: readonly Pair[] = [
  { name: 'OpenAI to OpenAI', door: openaiChatDoor, vendor: openaiChatVendor },
  { name: 'OpenAI to Anthropic', door: openaiChatDoor, vendor: anthropicVendor },
  { name: 'Anthropic to Anthropic', door: anthropicMessagesDoor, vendor: anthropicVendor },
  { name: 'Anthropic to OpenAI', door: anthropicMessagesDoor, vendor: openaiChatVendor },
];

const KINDS = { [openaiChatVendor.name]: 'openai-compatible', [anthropicVendor.name]: 'anthropic' };

/** JSON is YAML. */
function definition(addresses: Readonly<Record<'faulty' | 'secure' | 'healthy', string>>): string {
  const vendors = [openaiChatVendor, anthropicVendor];
  const target = (kind: string, { name }: Vendor, priority: number) => ({
    provider: `${kind}-${name}`,
    model: 'model-fake',
    priority,
  });
  const route = (model: string, ...targets: object[]) => ({
    model,
    targets,
    affinity: { enabled: false },
    // Each test meets its fault, whatever the tests before it have met.
    breaker: { failures: 0 },
    cooldown: '1ms',
    retry: { attempts: 1 },
    timeouts: { connect: '5s', firstToken: `${FIRST_TOKEN_MS}ms`, idle: `${IDLE_MS}ms`, total: `${TOTAL_MS}ms` },
  });
  return JSON.stringify({
    providers: vendors.flatMap((vendor) =>
      Object.entries(addresses).map(([kind, url]) => ({
        name: `${kind}-${vendor.name}`,
        kind: KINDS[vendor.name],
        baseUrl: vendor === openaiChatVendor ? `${url}/v1` : url,
        apiKey: 'env:FAULTY_VENDORS_KEY',
      })),
    ),
    routes: vendors.flatMap((vendor) => [
      route(`faulty-first-${vendor.name}`, target('faulty', vendor, 0), target('healthy', vendor, 1)),
      route(`secure-first-${vendor.name}`, target('secure', vendor, 0), target('healthy', vendor, 1)),
      route(`faulty-only-${vendor.name}`, target('faulty', vendor, 0)),
    ]),
  });
}

/** One vendor behind a network with faults, and one that is well. */
export const test = base
  .extend('healthy', { scope: 'file' }, async ({}, { onCleanup }) => {
    const healthy = await FakeUpstream.start();
    onCleanup(() => healthy.stop());
    return healthy;
  })
  .extend('proxy', { scope: 'file' }, async ({ vendor }, { onCleanup }) => {
    const proxy = await ChaosProxy.start({ host: '127.0.0.1', port: Number(new URL(vendor.url).port) });
    onCleanup(() => proxy.close());
    return proxy;
  })
  .override('env', ({ proxy, healthy }) => ({
    FAULTY_VENDORS_KEY: VENDOR_KEY,
    // A whole answer has no first token: this is all the patience with it.
    UPSTREAM_FIRST_BYTE_TIMEOUT_MS: `${FIRST_TOKEN_MS}`,
    GATEWAY_CONFIG: new GatewayFile(
      definition({
        faulty: `http://127.0.0.1:${proxy.port}`,
        secure: `https://127.0.0.1:${proxy.port}`,
        healthy: healthy.url,
      }),
    ).path,
  }))
  // The network, well again after the test before.
  .extend('network', async ({ proxy, healthy }) => {
    proxy.resetConnections();
    await proxy.heal();
    for (const { endpoints, whole, stream } of [openaiChatVendor, anthropicVendor]) {
      healthy.on(endpoints.whole, (exchange) =>
        (isStreamed(exchange.request.text) ? stream : whole)({ text: 'From the healthy one.' })(exchange),
      );
    }
    return proxy;
  });

const isStreamed = (body: string) => /"stream": ?true/.test(body);

/** Resolves when no request is under way, at the gateway or on the wire to the faulty vendor. */
export async function allQuiet(gateway: Gateway): Promise<void> {
  await eventually('no request is in flight', async () => {
    const { body } = await gateway.call<string>('GET', '/metrics');
    return samplesOf(body, 'gateway_requests_in_flight')[0]?.value === 0;
  });
}
