import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LeashedProcess } from './processes/leashed-process.ts';

export interface ScratchDirectory {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * A directory that lives exactly as long as the test run, however that ends: its leash holds a process that only waits.
 */
export async function scratchDirectory(): Promise<ScratchDirectory> {
  const path = mkdtempSync(join(tmpdir(), 'ai-gateway-test-'));
  const keeper = await LeashedProcess.start({
    command: 'tail',
    args: ['-f', '/dev/null'],
    stopSignal: 'SIGTERM',
    throwAwayDirectory: path,
  });
  return {
    path,
    async remove() {
      await keeper.stop();
    },
  };
}
