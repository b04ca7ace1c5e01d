import { join } from 'node:path';
import { Redis } from 'ioredis';
import { LeashedProcess } from '../processes/leashed-process.ts';
import { runInDocker } from './docker.ts';
import { freePort } from './free-port.ts';
import { leashedService } from './leashed-service.ts';
import { directoryWithPrograms } from './programs.ts';
import type { RunningService, Service } from './service.ts';
import { throwAwayDirectory } from './throw-away-directory.ts';

export const INSTALLATIONS = ['/usr/bin', '/opt/homebrew/bin', '/usr/local/bin'];

/** Nothing is written to disk; enough logical databases that every spec file of a run can have its own. */
const SETTINGS = ['--save', '', '--appendonly', 'no', '--databases', '512'];

const programs = () => directoryWithPrograms(['redis-server'], INSTALLATIONS);
const url = (port: number) => `redis://127.0.0.1:${port}`;

export const redis: Service = {
  name: 'Redis',
  environmentVariable: 'TEST_REDIS_URL',
  debianPackage: 'redis-server',
  isInstalled: () => programs() !== null,
  start,
  startInDocker,
};

async function start(): Promise<RunningService> {
  const installation = programs();
  if (installation === null) throw new Error('redis-server is not on this machine');
  const port = await freePort();
  const directory = throwAwayDirectory('redis');
  const server = await LeashedProcess.start({
    command: join(installation, 'redis-server'),
    args: ['--bind', '127.0.0.1', '--port', String(port), '--dir', directory, ...SETTINGS],
    workingDirectory: directory,
    stopSignal: 'SIGTERM',
    throwAwayDirectory: directory,
  });
  return leashedService(server, url(port), answers);
}

async function startInDocker(): Promise<RunningService> {
  const port = await freePort();
  const server = await runInDocker({
    image: 'redis:7-alpine',
    port: { host: port, container: 6379 },
    env: {},
    args: ['redis-server', ...SETTINGS],
  });
  return leashedService(server, url(port), answers);
}

async function answers(address: string): Promise<boolean> {
  const client = new Redis(address, { lazyConnect: true, retryStrategy: () => null, enableOfflineQueue: false });
  // connect() rejects with the same error; without a listener the event would be reported as unhandled.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } finally {
    client.disconnect();
  }
}
