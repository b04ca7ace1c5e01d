import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadAnswer } from '../load-generator.ts';
import type { ClosedLoopJob, HoldJob, LoadJob, LoadResult, OpenLoopJob } from './job.ts';

const GENERATOR = fileURLToPath(new URL('../load-generator.ts', import.meta.url));

/** The runner's end of the load generator. One job at a time. */
export class LoadClient {
  readonly #process: ChildProcess;

  private constructor(generator: ChildProcess) {
    this.#process = generator;
  }

  static start(): LoadClient {
    return new LoadClient(fork(GENERATOR, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  }

  /** Rejects if the load could not be made at all; wrong answers are counted in the result. */
  async measure(job: ClosedLoopJob | OpenLoopJob | HoldJob): Promise<LoadResult> {
    const result = await this.#run(job);
    if (result === null) throw new Error(`the load generator gave no result for "${job.kind}"`);
    return result;
  }

  async release(): Promise<void> {
    await this.#run({ kind: 'release' });
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.disconnect();
    await exited;
  }

  async #run(job: LoadJob): Promise<LoadResult | null> {
    const ended = new AbortController();
    const exited = once(this.#process, 'exit', { signal: ended.signal }).then(([code]) => {
      throw new Error(`the load generator ended with code ${code}`);
    });
    const answered = once(this.#process, 'message', { signal: ended.signal }) as Promise<[LoadAnswer]>;
    this.#process.send(job);
    try {
      const [answer] = await Promise.race([answered, exited]);
      if ('failure' in answer) throw new Error(`the load could not be made: ${answer.failure}`);
      return answer.result;
    } finally {
      ended.abort();
      await Promise.allSettled([answered, exited]);
    }
  }
}
