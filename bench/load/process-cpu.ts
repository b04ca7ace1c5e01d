import { readFileSync } from 'node:fs';

/** Linux counts process times in ticks of 10 ms, whatever the kernel's own rate (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** User and system CPU time of a process, all threads, in seconds. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name, in parentheses, may contain anything; the fields are counted from behind it (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** How long the process's main thread was ready to run while something else had its core, in seconds. */
export function crowdedOutSeconds(pid: number): number {
  // Time on a processor, time waiting for one (both nanoseconds), number of turns: sched-stats in the kernel's docs.
  const [, waiting = ''] = readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ');
  return Number(waiting) / 1e9;
}
