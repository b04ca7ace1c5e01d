import { join } from 'node:path';
import pg from 'pg';
import { LeashedProcess } from '../processes/leashed-process.ts';
import { runInDocker } from './docker.ts';
import { freePort } from './free-port.ts';
import { leashedService } from './leashed-service.ts';
import { directoryWithPrograms } from './programs.ts';
import type { RunningService, Service } from './service.ts';
import { throwAwayDirectory } from './throw-away-directory.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

export const INSTALLATIONS = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

/** The data is thrown away, so nothing waits for the disk; every spec file may hold pools of its own. */
export const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'].flatMap(
  (setting) => ['-c', setting],
);

/** One command for both steps, so that an interrupted initdb leaves no more behind than an interrupted server. */
const INITIALISE_AND_RUN = [
  'set -eu; programs=$1 data=$2; shift 2',
  '"$programs/initdb" --pgdata="$data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync',
  'exec "$programs/postgres" -D "$data" "$@"',
].join('\n');

const programs = () => directoryWithPrograms(['initdb', 'postgres'], INSTALLATIONS);
const url = (port: number) => `postgres://postgres@127.0.0.1:${port}/postgres`;

export const postgres: Service = {
  name: 'PostgreSQL',
  environmentVariable: 'TEST_DATABASE_URL',
  debianPackage: 'postgresql',
  isInstalled: () => programs() !== null,
  start,
  startInDocker,
};

async function start(): Promise<RunningService> {
  const installation = programs();
  if (installation === null) throw new Error('initdb and postgres are not on this machine');
  const port = await freePort();
  const user = unprivilegedUser();
  const directory = throwAwayDirectory('postgres', user);
  const listening = ['-p', String(port), '-h', '127.0.0.1', '-c', 'unix_socket_directories='];
  const server = await LeashedProcess.start({
    command: '/bin/sh',
    args: ['-c', INITIALISE_AND_RUN, 'postgres', installation, join(directory, 'data'), ...listening, ...SETTINGS],
    ...user,
    workingDirectory: directory,
    stopSignal: 'SIGINT',
    throwAwayDirectory: directory,
  });
  return leashedService(server, url(port), answers);
}

async function startInDocker(): Promise<RunningService> {
  const port = await freePort();
  const server = await runInDocker({
    image: 'postgres:16-alpine',
    port: { host: port, container: 5432 },
    env: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
    args: ['postgres', ...SETTINGS],
  });
  return leashedService(server, url(port), answers);
}

export async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end();
  }
}
