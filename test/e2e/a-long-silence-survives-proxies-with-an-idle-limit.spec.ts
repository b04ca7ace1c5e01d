import type { ServerHttp2Stream } from 'node:http2';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { Http2Vendor, VENDOR_CA_FILE } from '../fakes/http2-vendor.ts';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { BodyReader } from '../setup/body-reader.ts';
import { eventually } from '../setup/eventually.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { expect, test as base, VENDOR_KEY } from './fixtures.ts';

// A model that thinks for three minutes behind proxies that cut what is silent for thirty seconds, in less time.
const IDLE_LIMIT_MS = 2000;
const PROBE_MS = 100;
/** Each comes after a silence of PROBE_MS at least, so that all together take several limits. */
const SIGNS_OF_LIFE = 40;

const KEEP_ALIVE = ': keep-alive\n\n';
const frame = (event: unknown) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;

/** A vendor over HTTP/2 behind a proxy, and one over HTTP/1.1 behind another. */
const test = base
  .extend('calls', { scope: 'file' }, () => [] as ServerHttp2Stream[])
  .extend('modern', { scope: 'file' }, async ({ calls }, { onCleanup }) => {
    const vendor = await Http2Vendor.start((stream) => void calls.push(stream));
    onCleanup(() => vendor[Symbol.asyncDispose]());
    return vendor;
  })
  .extend('env', { scope: 'file' }, async ({ modern, vendor }, { onCleanup }) => {
    const proxies: ChaosProxy[] = [];
    onCleanup(async () => void (await Promise.all(proxies.map((proxy) => proxy.close()))));
    const behind = async (port: number) => {
      const proxy = await ChaosProxy.start({ host: '127.0.0.1', port });
      proxy.set({ idleLimitMs: IDLE_LIMIT_MS });
      proxies.push(proxy);
      return proxy.port;
    };
    const file = new GatewayFile(
      [
        'providers:',
        `  - { name: modern, kind: openai, baseUrl: "https://localhost:${await behind(modern.port)}/v1", apiKey: env:VENDOR_KEY, http2: true }`,
        `  - { name: plain, kind: openai, baseUrl: "http://localhost:${await behind(Number(new URL(vendor.url).port))}/v1", apiKey: env:VENDOR_KEY }`,
        '',
      ].join('\n'),
    );
    return {
      GATEWAY_CONFIG: file.path,
      VENDOR_KEY,
      NODE_EXTRA_CA_CERTS: VENDOR_CA_FILE,
      UPSTREAM_PROBE_MS: String(PROBE_MS),
      STREAM_KEEP_ALIVE_MS: String(PROBE_MS),
    };
  });

const question = (model: string) => ({ model, messages: [{ role: 'user', content: 'Think.' }], stream: true });

test('on both sides, where the vendor is asked over HTTP/2', async ({ gateway, apiKey, modern, calls }) => {
  const proxy = await ChaosProxy.start({ host: '127.0.0.1', port: Number(new URL(gateway.url).port) });
  proxy.set({ idleLimitMs: IDLE_LIMIT_MS });
  const behindProxy = Object.create(gateway, { url: { value: `http://127.0.0.1:${proxy.port}` } }) as typeof gateway;
  try {
    const pending = rawChat(behindProxy, apiKey, question('modern/gpt-fake'));
    const call = await eventually('the vendor is asked', () => calls[0]);
    call.respond({ ':status': 200, 'content-type': 'text/event-stream' });
    const response = await pending;
    expect(response.status).toBe(200);
    const body = new BodyReader(response);
    await body.until(KEEP_ALIVE, SIGNS_OF_LIFE);
    await eventually('the vendor was asked often whether it is there', () => modern.pings >= SIGNS_OF_LIFE);
    for (const event of [chunk({ content: 'Done.' }), chunk({}, 'stop'), '[DONE]']) call.write(frame(event));
    call.end();
    const text = await body.all();
    expect(text).toContain('Done.');
    expect(text).toMatch(/"finish_reason":"stop"[^]*data: \[DONE\]\n\n$/);
    expect(modern.connections).toBe(1);
  } finally {
    await proxy.close();
  }
});

test('not over HTTP/1.1, which has no signs of life: the client is told', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = rawChat(gateway, apiKey, question('plain/gpt-fake'));
  const exchange = (await vendor.next()).startStream();
  await exchange.sse(chunk({ content: 'Let me think.' }));
  const text = await new BodyReader(await pending).all();
  expect(text).toContain('"finish_reason":"error"');
});

test('there the vendor may give them itself', async ({ gateway, apiKey, upstream }) => {
  const vendor = upstream.play('openai.chat');
  const pending = rawChat(gateway, apiKey, question('plain/gpt-fake'));
  const exchange = (await vendor.next()).startStream();
  await exchange.sse(chunk({ content: 'Let me think.' }));
  const body = new BodyReader(await pending);
  for (let sign = 1; sign <= SIGNS_OF_LIFE; sign += 1) {
    // The gateway's own comment says that it was silent for a while.
    await body.until(KEEP_ALIVE, sign);
    await exchange.send(': still here\n\n');
  }
  await exchange.sse(chunk({}, 'stop'));
  await exchange.sse('[DONE]');
  exchange.end();
  expect(await body.all()).toContain('"finish_reason":"stop"');
});
