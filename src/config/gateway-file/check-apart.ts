import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ConfigError } from '../config-error.js';

/** What the thread needs; plain, so that it can be handed over. */
export interface CheckTask {
  readonly text: string;
  /** As it is named in messages. */
  readonly file: string;
  readonly providers: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

export type CheckResult = { readonly problems: readonly string[] } | { readonly value: unknown };

/** Checks a text on a thread of its own, so that no stream waits for it. Rejects with ConfigError. */
export async function checkApart(task: CheckTask): Promise<unknown> {
  const worker = new Worker(new URL('./check.worker.js', import.meta.url), { workerData: task });
  try {
    // Rejects where the thread fails; its end without a word must not be waited for.
    const ended = once(worker, 'exit').then(() => Promise.reject(new Error('the check ended without a result')));
    const [result] = (await Promise.race([once(worker, 'message'), ended])) as [CheckResult];
    if ('problems' in result) throw new ConfigError(result.problems);
    return result.value;
  } finally {
    await worker.terminate();
  }
}
