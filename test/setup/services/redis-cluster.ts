import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from '../eventually.ts';
import { LeashedProcess } from '../processes/leashed-process.ts';
import { freePort } from './free-port.ts';
import { directoryWithPrograms } from './programs.ts';
import { INSTALLATIONS } from './redis.ts';
import { throwAwayDirectory } from './throw-away-directory.ts';

const SLOTS = 16_384;
const PRIMARIES = 3;
/** A new cluster waits for so long before it says that it is whole. */
const QUICK_MS = '500';
/** Then a server may be busy for long before others think that it is gone. */
const PATIENT_MS = '30000';

export interface RedisCluster extends AsyncDisposable {
  /** Of each primary; any of them leads to all. */
  readonly urls: readonly string[];
  /** Of each primary, in the same order. */
  readonly servers: readonly LeashedProcess[];
}

/** Only what this machine has installed: a cluster tells its clients addresses that lead nowhere out of a container. */
export const canStartCluster = () => directoryWithPrograms(['redis-server'], INSTALLATIONS) !== null;

/** Three primaries, each of which goes on without the others, without replicas, on loopback, with a third of the slots each. */
export async function startCluster(): Promise<RedisCluster> {
  const started = await Promise.all(Array.from({ length: PRIMARIES }, startPrimary));
  const servers = started.map(({ server }) => server);
  const clients = started.map(({ port }) => new Redis({ port, host: '127.0.0.1' }));
  // They may not listen yet.
  for (const client of clients) client.on('error', () => undefined);
  const stop = async () => void (await Promise.all(servers.map((server) => server.stop())));
  try {
    await Promise.all(
      clients.map(async (client, index) => {
        const [from, next] = [index, index + 1].map((at) => Math.floor((SLOTS * at) / PRIMARIES)) as [number, number];
        await client.cluster('ADDSLOTSRANGE', from, next - 1);
        await client.cluster('SET-CONFIG-EPOCH', index + 1);
      }),
    );
    for (const { port, bus } of started.slice(1)) await clients[0]!.call('CLUSTER', 'MEET', '127.0.0.1', port, bus);
    await eventually('the cluster is whole', async () => {
      const infos = await Promise.all(clients.map((client) => client.cluster('INFO')));
      return infos.every((info) => /cluster_state:ok[^]*cluster_known_nodes:3/.test(info));
    });
    await Promise.all(clients.map((client) => client.config('SET', 'cluster-node-timeout', PATIENT_MS)));
  } catch (error) {
    await stop();
    throw error;
  } finally {
    for (const client of clients) client.disconnect();
  }
  return { urls: started.map(({ port }) => `redis://127.0.0.1:${port}`), servers, [Symbol.asyncDispose]: stop };
}

async function startPrimary() {
  const installation = directoryWithPrograms(['redis-server'], INSTALLATIONS);
  if (installation === null) throw new Error('redis-server is not on this machine');
  // By itself the bus would take the port plus 10,000, which may not exist.
  const [port, bus] = [await freePort(), await freePort()];
  const directory = throwAwayDirectory('redis-cluster');
  const server = await LeashedProcess.start({
    command: join(installation, 'redis-server'),
    args: [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--dir',
      directory,
      '--save',
      '',
      '--appendonly',
      'no',
    ].concat([
      '--cluster-enabled',
      'yes',
      '--cluster-port',
      String(bus),
      '--cluster-node-timeout',
      QUICK_MS,
      '--cluster-require-full-coverage',
      'no',
    ]),
    workingDirectory: directory,
    stopSignal: 'SIGTERM',
    throwAwayDirectory: directory,
  });
  return { server, port, bus };
}
