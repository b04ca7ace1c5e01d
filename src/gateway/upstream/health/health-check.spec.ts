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

const WELL = { isHealthy: true, reason: null };
const failed = (reason: string) => ({ isHealthy: false, reason });

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
  expect(await checkHealth(provider, pools, PATIENCE_MS)).toEqual(WELL);
  expect(seen).toEqual([['GET', '/v1/models', 'Bearer sk-of-the-vendor']]);
});

it.for([
  [429, true, null],
  [500, false, 'it answers 500 to the list of models'],
  [501, true, 'it answers 501 to the list of models'],
  [503, false, 'it answers 503 to the list of models'],
  [401, false, 'it answers 401 to the list of models'],
  [403, false, 'it answers 403 to the list of models'],
  [404, true, 'it answers 404 to the list of models'],
  [405, true, 'it answers 405 to the list of models'],
  [302, false, 'it answers 302 to the list of models'],
] as const)('%d: healthy %s, %s', async ([status, isHealthy, reason]) => {
  const provider = await providerAt((_, response) => response.writeHead(status, { location: '/elsewhere' }).end('{}'));
  expect(await checkHealth(provider, pools, PATIENCE_MS)).toEqual({ isHealthy, reason });
});

it('a vendor that says nothing, or stops in the middle, is given up in time', async () => {
  const silent = await providerAt(() => undefined);
  expect(await checkHealth(silent, pools, 50)).toEqual(failed('no answer within 50 ms'));
  const stuck = await providerAt((_, response) => void response.writeHead(200).write('{"data":'));
  expect(await checkHealth(stuck, pools, 50)).toEqual(failed('no answer within 50 ms'));
});

it('one that has every connection in use is not asked, and not ill', async () => {
  const provider = await providerAt(() => undefined);
  const connections = pools.for(new URL(provider.baseUrl).origin);
  for (let count = 0; count < 4; count += 1) connections.lease();
  expect(await checkHealth(provider, { for: () => connections }, PATIENCE_MS)).toEqual(WELL);
});

it('nobody at the address is a reason in words', async () => {
  const provider = openAiProvider('vendor', { baseUrl: 'http://127.0.0.1:1/v1' });
  expect(await checkHealth(provider, pools, PATIENCE_MS)).toEqual(failed('connection refused'));
});

it('what answers in this process is there', async () => {
  expect(await checkHealth(echoProvider('echo'), pools, PATIENCE_MS)).toEqual(WELL);
});
