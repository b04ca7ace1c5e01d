import { LeashedProcess } from '../../test/setup/processes/leashed-process.ts';
import type { Target } from '../load/job.ts';
import { type Command, type CorePlan, onSubjectCore } from '../machine/cores.ts';

/** What a case measures, in the order in which the runs alternate and the columns stand. */
export const SUBJECTS = ['direct', 'floor', 'gateway', 'gateway + Redis'] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** A running process that answers chat completions. */
export interface Subject {
  readonly name: SubjectName;
  readonly target: Target;
  readonly pid: number;
  stop(): Promise<void>;
}

const LISTENING = /^listening on (\d+)$/;

export interface ListeningProcess {
  readonly pid: number;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts one of the harness's own servers, which says its port in its first line. */
export async function startListening(
  script: URL,
  args: readonly string[],
  cores: CorePlan | null,
): Promise<ListeningProcess> {
  const plain: Command = { command: process.execPath, args: [script.pathname, ...args] };
  const { command, args: placed } = cores === null ? plain : onSubjectCore(cores, plain);
  const server = await LeashedProcess.start({ command, args: placed, stopSignal: 'SIGTERM' });
  const line = await server.waitForLine((text) => LISTENING.test(text));
  return {
    pid: server.pid,
    port: Number(LISTENING.exec(line)?.[1]),
    stop: async () => void (await server.stop()),
  };
}
