import { eventually } from '../eventually.ts';
import type { LeashedProcess } from '../processes/leashed-process.ts';
import type { RunningService } from './service.ts';

/** Covers fetching a container image over a slow line; a server on this machine answers within a second or two. */
const START_BOUND_MS = 300_000;

/**
 * A server process, once it answers. Asking is the only sign that holds for every way to start one: the PostgreSQL
 * image says that it is ready, stops and starts again. Rejects with the server's output if it ends before it answers.
 */
export async function leashedService(
  server: LeashedProcess,
  url: string,
  answers: (url: string) => Promise<boolean>,
): Promise<RunningService> {
  try {
    await eventually(`${url} answers`, () => server.hasEnded || answers(url), START_BOUND_MS);
    if (server.hasEnded) throw new Error(`The server ended before it answered:\n${server.lines.join('\n')}`);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url,
    async stop() {
      await server.stop();
    },
  };
}
