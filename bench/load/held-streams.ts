import { CallConnection, type CallListener } from './call-connection.ts';
import { chatRequest } from './chat-request.ts';
import type { HoldJob, LoadResult } from './job.ts';
import { Measurement } from './measurement.ts';

/** As many streams as are opened at the same time: a listening socket's queue is finite. */
const OPENING_AT_ONCE = 200;

/** Streams that stay open, and all leave together. */
export class HeldStreams {
  readonly #open = new Set<CallConnection>();

  /** Resolves when as many streams are open as asked for and each has had its first event, or has failed. */
  async hold(job: HoldJob): Promise<LoadResult> {
    const request = chatRequest(job.target, job.call);
    const measurement = new Measurement(process.pid);
    const waiting = new Map<CallConnection, () => void>();
    const settle = (connection: CallConnection): void => {
      waiting.get(connection)?.();
      waiting.delete(connection);
    };
    const listener: CallListener = {
      firstByte: (connection, at) => {
        measurement.firstByte(connection, at);
        settle(connection);
      },
      answered: (connection) => listener.failed(connection, 'a stream that should stay open ended'),
      failed: (connection, reason) => {
        measurement.failed(reason);
        this.#open.delete(connection);
        settle(connection);
      },
    };
    const openOne = async (): Promise<void> => {
      const connection = await CallConnection.open(job.target, job.call, listener);
      this.#open.add(connection);
      const first = new Promise<void>((resolve) => waiting.set(connection, resolve));
      connection.send(request, performance.now());
      await first;
    };

    measurement.open();
    let left = job.streams - this.#open.size;
    const openers = Array.from({ length: OPENING_AT_ONCE }, async () => {
      while (left-- > 0) await openOne();
    });
    await Promise.all(openers);
    measurement.close();
    return measurement.result();
  }

  release(): void {
    for (const connection of this.#open) connection.close();
    this.#open.clear();
  }
}
