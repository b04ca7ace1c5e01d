import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which processor cores the process under test has for itself, and which everything else shares. */
export interface CorePlan {
  /** `null`: not pinned, the operating system places the processes. */
  readonly subject: string | null;
  readonly others: string | null;
  readonly description: string;
}

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** One core for the process under test, and the other cores for this process and so for all that it starts. */
export function planCores(): CorePlan {
  const unpinned = (why: string): CorePlan => ({
    subject: null,
    others: null,
    description: `NOT pinned (${why}): the processes disturb each other, read the ratios with care`,
  });
  const [first, ...rest] = allowedCores();
  if (first === undefined || rest.length === 0) return unpinned('there is only one core');
  const [subject, others] = [String(first), rest.join(',')];
  try {
    execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', others, String(process.pid)], { stdio: 'ignore' });
  } catch {
    return unpinned('taskset is missing or refused');
  }
  return {
    subject,
    others,
    description: `process under test alone on core ${subject}; load, mock and servers on ${others}`,
  };
}

export function onSubjectCore(plan: CorePlan, { command, args }: Command): Command {
  if (plan.subject === null) return { command, args };
  return { command: 'taskset', args: ['--cpu-list', plan.subject, command, ...args] };
}

/** Of this process: containers and affinity masks leave fewer than the machine has. */
function allowedCores(): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
  return parseCoreList(list);
}

/** "0-2,5" is 0, 1, 2, 5. */
export function parseCoreList(list: string): number[] {
  return list
    .split(',')
    .filter((range) => range !== '')
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}
