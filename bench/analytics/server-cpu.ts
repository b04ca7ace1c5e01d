import { readdirSync, readFileSync } from 'node:fs';
import type { Ledger } from './open-ledger.ts';

/** Linux counts them in hundredths of a second on every architecture that we run on. */
const MS_PER_TICK = 10;

/**
 * Processor time that a PostgreSQL server has used so far, milliseconds: its own, that of the processes it has now, and that of
 * those it has had. On a busy machine it says what the clock cannot.
 */
export async function serverCpu({ query }: Ledger): Promise<() => number> {
  const [row] = await query<{ file: string }>(`SELECT pg_read_file('postmaster.pid') AS file`);
  const server = Number(row?.file.split('\n')[0]);
  return () =>
    MS_PER_TICK *
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .reduce((sum, pid) => sum + ticksOf(pid, server), 0);
}

/** Fields 4 and 14 to 17 of proc_pid_stat(5). */
function ticksOf(pid: string, server: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent, own, ended] = [
      fields[1],
      (fields[11] ?? 0) + (fields[12] ?? 0),
      (fields[13] ?? 0) + (fields[14] ?? 0),
    ];
    if (Number(pid) === server) return own + ended;
    return parent === server ? own : 0;
  } catch {
    // It has ended since the list was read.
    return 0;
  }
}
