import { expect, test } from 'vitest';
import { Secret } from '../../src/kernel/secret.js';
import { isWhole, startClient } from '../../src/redis/ioredis.client.js';
import { eventually } from '../setup/eventually.ts';
import { canStartCluster, startCluster } from '../setup/services/redis-cluster.ts';

const CLIENTS = 20;

// ioredis's own ready check asked one node, often one that was not connected yet, and began from the start where it failed.
test.skipIf(!canStartCluster())('every client has all primaries at the first try', async () => {
  await using cluster = await startCluster();
  let restarts = 0;
  for (let number = 0; number < CLIENTS; number += 1) {
    const url = new Secret(cluster.urls[number % cluster.urls.length]!);
    const client = await startClient({ url, isCluster: true }, { failed: () => undefined, changed: () => undefined });
    client.on('reconnecting', () => (restarts += 1));
    await eventually('the client has all of the cluster', async () => isWhole(client));
    client.disconnect();
  }
  expect(restarts).toBe(0);
});
