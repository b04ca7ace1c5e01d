import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { ConnectionsExhausted, OriginConnections } from './origin-connections.js';

const PATIENCE_MS = 20_000;

async function origin(maxConnections: number) {
  const server = createServer((_, response) => response.end('ok')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = new FakeClock();
  const settings = { connectTimeoutMs: PATIENCE_MS, idleMs: 60_000, maxConnections, probeMs: 15_000 };
  const connections = new OriginConnections(url, settings, clock);
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
  return { connections, server, call, clock };
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

it('what a burst has opened is closed after it, but for what may be needed again', async () => {
  const { connections } = await origin(3000);
  const leases = Array.from({ length: 1100 }, () => connections.lease());
  for (const lease of leases) lease.release(true);
  expect(connections.size()).toEqual({ open: 1024, idle: 1024 });
});

it('one that is ten minutes old is not used again', async () => {
  const { connections, clock } = await origin(8);
  const [one, two] = [connections.lease(), connections.lease()];
  one.release(true);
  clock.advance(599_999);
  const again = connections.lease();
  expect(again.dispatcher).toBe(one.dispatcher);
  again.release(true);
  clock.advance(1);
  // Old as it comes back.
  two.release(true);
  expect(connections.size()).toEqual({ open: 1, idle: 1 });
  // Grown old while it was idle.
  const fresh = connections.lease();
  expect(fresh.dispatcher).not.toBe(one.dispatcher);
  expect(fresh.reused).toBe(false);
  fresh.release(true);
  expect(connections.size()).toEqual({ open: 1, idle: 1 });
});

// https://www.kernel.org/doc/Documentation/networking/proc_net_tcp.txt: `tr` 02 is the keep-alive timer.
it.runIf(process.platform === 'linux')('an idle one is watched by TCP itself', async () => {
  const { call, server } = await origin(4);
  await call();
  const { port } = server.address() as AddressInfo;
  const remote = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const timers = () =>
    readFileSync('/proc/net/tcp', 'utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[2] === remote)
      .map((fields) => fields[5]?.slice(0, 2));
  await expect.poll(timers, { timeout: PATIENCE_MS }).toEqual(['02']);
});
