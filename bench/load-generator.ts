/**
 * The process that makes the calls. It runs one job at a time, as told by the runner over the IPC channel (load/job.ts),
 * and ends when that channel closes.
 */
import { runClosedLoop } from './load/closed-loop.ts';
import { HeldStreams } from './load/held-streams.ts';
import type { LoadJob, LoadResult } from './load/job.ts';
import { runOpenLoop } from './load/open-loop.ts';

export type LoadAnswer = { readonly result: LoadResult | null } | { readonly failure: string };

const held = new HeldStreams();

async function run(job: LoadJob): Promise<LoadResult | null> {
  switch (job.kind) {
    case 'closed-loop':
      return runClosedLoop(job);
    case 'open-loop':
      return runOpenLoop(job);
    case 'hold':
      return held.hold(job);
    case 'release':
      held.release();
      return null;
  }
}

async function answer(job: LoadJob): Promise<LoadAnswer> {
  try {
    return { result: await run(job) };
  } catch (error) {
    return { failure: (error as Error).message };
  }
}

process.on('message', (job: LoadJob) => {
  void answer(job).then((message) => process.send?.(message));
});
process.once('disconnect', () => process.exit());
