import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ConnectionsExhausted, OriginConnections } from './origin-connections.js';

const PATIENCE_MS = 20_000;

async function origin(maxConnections: number) {
  const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connections = new OriginConnections(url, { connectTimeoutMs: PATIENCE_MS, idleMs: 60_000, maxConnections });
  onTestFinished(async () => {
    await connections.destroy();
    server.closeAllConnections();
    server.close();
  });
  const call = async () => {
    const lease = connections.lease();
    const { body } = await lease.dispatcher.request({ origin: url, path: '/', method: 'GET' });
    await body.text();
    lease.release(true);
  };
  return { connections, server, call };
}

it('the last connection that came back is the first to go out', async () => {
  const { connections } = await origin(4);
  const [one, two] = [connections.lease(), connections.lease()];
  expect(two.dispatcher).not.toBe(one.dispatcher);
  one.release(true);
  two.release(true);
  expect(connections.size()).toEqual({ open: 2, idle: 2 });
  expect(connections.lease().dispatcher).toBe(two.dispatcher);
});

it('never opens more than the limit, and says so', async () => {
  const { connections } = await origin(1);
  const lease = connections.lease();
  expect(() => connections.lease()).toThrow(ConnectionsExhausted);
  lease.release(false);
  expect(() => connections.lease()).not.toThrow();
});

it('a connection that is given back twice is there once', async () => {
  const { connections } = await origin(4);
  const lease = connections.lease();
  lease.release(true);
  lease.release(true);
  expect(connections.size()).toEqual({ open: 1, idle: 1 });
});

it('one whose call did not end cleanly is closed', async () => {
  const { connections } = await origin(4);
  const lease = connections.lease();
  lease.release(false);
  lease.release(true);
  expect(connections.size()).toEqual({ open: 0, idle: 0 });
});

it('one that the vendor closes while it is idle is forgotten', async () => {
  const { connections, server, call } = await origin(4);
  await call();
  expect(connections.size()).toEqual({ open: 1, idle: 1 });
  server.closeAllConnections();
  await expect.poll(() => connections.size(), { timeout: PATIENCE_MS }).toEqual({ open: 0, idle: 0 });
  await call();
  expect(connections.size()).toEqual({ open: 1, idle: 1 });
});
