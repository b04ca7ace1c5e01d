import { readFileSync } from 'node:fs';

/** What the process holds in memory now (VmRSS), in MB of 1024 * 1024 bytes. */
export function residentMegabytes(pid: number): number {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}
