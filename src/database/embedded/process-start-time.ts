import { readFile } from 'node:fs/promises';

/**
 * When a process started, in clock ticks since the machine's boot, or `null` where the system does not tell (only Linux
 * does) or the process is gone. Field 22 of proc_pid_stat(5); the command in field 2 may itself hold spaces and
 * parentheses.
 */
export async function processStartTime(pid: number): Promise<string | null> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fieldsFromThird = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fieldsFromThird[19] ?? null;
  } catch {
    return null;
  }
}
