import { join } from 'node:path';
import { LeashedProcess } from '../processes/leashed-process.ts';
import { freePort } from './free-port.ts';
import { leashedService } from './leashed-service.ts';
import { answers, INSTALLATIONS, SETTINGS } from './postgres.ts';
import { directoryWithPrograms } from './programs.ts';
import type { RunningService } from './service.ts';
import { throwAwayDirectory } from './throw-away-directory.ts';
import { unprivilegedUser } from './unprivileged-user.ts';

/** One command for both steps, so that an interrupted copy leaves no more behind than an interrupted server. */
const COPY_AND_RUN = [
  'set -eu; programs=$1 data=$2 primary=$3; shift 3',
  '"$programs/pg_basebackup" --pgdata="$data" --dbname="$primary" --write-recovery-conf --wal-method=stream --checkpoint=fast --no-sync',
  'exec "$programs/postgres" -D "$data" "$@"',
].join('\n');

const programs = () => directoryWithPrograms(['pg_basebackup', 'postgres'], INSTALLATIONS);

export function canRunReplica(): boolean {
  return programs() !== null;
}

/** A streaming replica of a server that was started from the programs on this machine. */
export async function startReplica(primary: RunningService): Promise<RunningService> {
  const installation = programs();
  if (installation === null) throw new Error('pg_basebackup and postgres are not on this machine');
  const port = await freePort();
  const user = unprivilegedUser();
  const directory = throwAwayDirectory('replica', user);
  const listening = ['-p', String(port), '-h', '127.0.0.1', '-c', 'unix_socket_directories='];
  const copied = [installation, join(directory, 'data'), primary.url];
  const server = await LeashedProcess.start({
    command: '/bin/sh',
    args: ['-c', COPY_AND_RUN, 'postgres', ...copied, ...listening, ...SETTINGS],
    ...user,
    workingDirectory: directory,
    stopSignal: 'SIGINT',
    throwAwayDirectory: directory,
  });
  const url = new URL(primary.url);
  url.port = String(port);
  return leashedService(server, url.href, answers);
}
