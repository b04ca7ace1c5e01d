import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSegmentName, type SegmentName, thisHost } from './segment-name.js';

const NEWLINE = 0x0a;
/** Writers touch their segment every minute; one that was silent for this long has none. */
const ORPHANED_AFTER_MS = 10 * 60_000;

export interface SpoolBatch {
  readonly lines: readonly string[];
  /** There may be more right behind: the batch is as large as batches get. */
  readonly isFull: boolean;
  /** Marks these lines as stored. The same lines are read again if this is never called. */
  done(): void;
}

/** Reads segments from the oldest on. Memory holds one batch, however long the database was away. */
export class SpoolReader {
  readonly #offsets = new Map<string, number>();
  #buffer: Buffer | null = null;

  constructor(
    private readonly directory: string,
    private readonly batchBytes: number = 64 * 1024,
  ) {}

  /** Segments that this process may read: its own, and those whose writer is gone. Oldest first. */
  async segments(): Promise<string[]> {
    const files = await orIfMissing(readdir(this.directory), []);
    const found = files.map((file) => ({ file, name: parseSegmentName(file) }));
    const mine: { path: string; name: SegmentName }[] = [];
    for (const { file, name } of found) {
      const path = join(this.directory, file);
      if (name !== null && (await this.#mayRead(path, name))) mine.push({ path, name });
    }
    return mine
      .sort((a, b) => a.name.createdAt - b.name.createdAt || a.name.sequence - b.name.sequence)
      .map(({ path }) => path);
  }

  /**
   * Whole lines from where the last batch ended; `null` when there are none, or when another process that took the
   * segment over as well has stored and removed it. A half-written last line waits.
   */
  async read(path: string): Promise<SpoolBatch | null> {
    const offset = this.#offsets.get(path) ?? 0;
    const file = await orIfMissing(open(path, 'r'), null);
    if (file === null) return null;
    try {
      const buffer = (this.#buffer ??= Buffer.allocUnsafeSlow(this.batchBytes));
      const { bytesRead } = await file.read(buffer, 0, this.batchBytes, offset);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE) + 1;
      if (end === 0) return null;
      const lines = buffer.toString('utf8', 0, end - 1).split('\n');
      return {
        lines,
        isFull: bytesRead === this.batchBytes,
        done: () => this.#offsets.set(path, offset + end),
      };
    } finally {
      await file.close();
    }
  }

  async remove(path: string): Promise<void> {
    this.#offsets.delete(path);
    await rm(path, { force: true });
  }

  async #mayRead(path: string, { host, pid }: SegmentName): Promise<boolean> {
    // Our own, or of a life before ours with the same process id (always 1 in containers), or of a dead process.
    if (host === thisHost() && (pid === process.pid || !isAlive(pid))) return true;
    // Another host's, or a process id that something else has been given since.
    const file = await orIfMissing(stat(path), null);
    return file !== null && Date.now() - file.mtimeMs > ORPHANED_AFTER_MS;
  }
}

async function orIfMissing<Found, Otherwise>(found: Promise<Found>, otherwise: Otherwise): Promise<Found | Otherwise> {
  try {
    return await found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but not ours.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
