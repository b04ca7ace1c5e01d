import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../../kernel/secret.js';
import { openAiProvider } from '../../providers/openai/openai.definition.js';
import { echoProvider } from '../../providers/echo/echo.definition.js';
import { OriginConnections } from '../origin-connections.js';
import { checkHealth } from './health-check.js';

/** Bounds a hang; where a check must run out of time it is short. */
const PATIENCE_MS = 20_000;

const pools = {
  for(origin: string): OriginConnections {
    const connections = new OriginConnections(origin, {
      connectTimeoutMs: PATIENCE_MS,
      idleMs: 1000,
      maxConnections: 4,
      probeMs: 15_000,
    });
    onTestFinished(() => connections.destroy());
    return connections;
  },
};

async function providerAt(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return openAiProvider('vendor', { baseUrl, apiKey: new Secret('sk-of-the-vendor') });
}

it('asks for the models with the credentials, and is content with 200', async () => {
  const seen: unknown[] = [];
  const provider = await providerAt((request, response) => {
    seen.push([request.method, request.url, request.headers.authorization]);
    response.end('{"data":[]}');
  });
  expect(await checkHealth(provider, pools, PATIENCE_MS)).toBeNull();
  expect(seen).toEqual([['GET', '/v1/models', 'Bearer sk-of-the-vendor']]);
});

it.for([
  [429, null],
  [500, 'it answers 500 to the list of models'],
  [401, 'it answers 401 to the list of models'],
  [404, 'it answers 404 to the list of models'],
  [302, 'it answers 302 to the list of models'],
] as const)('%d: %s', async ([status, reason]) => {
  const provider = await providerAt((_, response) => response.writeHead(status, { location: '/elsewhere' }).end('{}'));
  expect(await checkHealth(provider, pools, PATIENCE_MS)).toBe(reason);
});

it('a vendor that says nothing, or stops in the middle, is given up in time', async () => {
  const silent = await providerAt(() => undefined);
  expect(await checkHealth(silent, pools, 50)).toBe('no answer within 50 ms');
  const stuck = await providerAt((_, response) => void response.writeHead(200).write('{"data":'));
  expect(await checkHealth(stuck, pools, 50)).toBe('no answer within 50 ms');
});

it('one that has every connection in use is not asked, and not ill', async () => {
  const provider = await providerAt(() => undefined);
  const connections = pools.for(new URL(provider.baseUrl).origin);
  for (let count = 0; count < 4; count += 1) connections.lease();
  expect(await checkHealth(provider, { for: () => connections }, PATIENCE_MS)).toBeNull();
});

it('nobody at the address is a reason in words', async () => {
  const provider = openAiProvider('vendor', { baseUrl: 'http://127.0.0.1:1/v1' });
  expect(await checkHealth(provider, pools, PATIENCE_MS)).toBe('connection refused');
});

it('what answers in this process is there', async () => {
  expect(await checkHealth(echoProvider('echo'), pools, PATIENCE_MS)).toBeNull();
});
