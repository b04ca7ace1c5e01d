import { setImmediate } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { CONFIG, type Config } from '../../config/config.js';
import { isContentError } from '../../database/content-error.js';
import { systemClock } from '../../kernel/clock.js';
import { METRIC } from '../../observability/metrics.js';
import type { RequestLogDefinition } from '../../state/definition/request-log.definition.js';
import { LogEntry, type LoggedRequest } from './log-entry.js';
import { type LogRow, toLogRow } from './log-row.js';
import { Redactor } from './redactor.js';
import { RequestLogStore } from './request-log.store.js';

const EVERY_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
const ROWS_AT_ONCE = 50;
/** What may wait for the database: entries, and bytes of them. What comes beyond is dropped and counted. */
const MOST_ENTRIES = 2000;
const MOST_BYTES = 32 * 1024 * 1024;
const SWEEP_EVERY_MS = 600_000;
const DELETED_AT_ONCE = 1000;

/**
 * Prompts and answers, of whom the operator says so. Never in an answer's way: entries wait in a bounded queue, are
 * redacted and written beside the traffic, and are dropped where the database does not keep up.
 */
@Injectable()
export class RequestLog implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('RequestLog');
  readonly #definition: RequestLogDefinition | null;
  readonly #redactor: Redactor | null;
  readonly #keys: ReadonlySet<string> | null;
  #waiting: LogEntry[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();
  #pauseMs = EVERY_MS;
  #sweptAt = 0;
  #stopped = false;

  constructor(
    @Inject(CONFIG) { definition }: Pick<Config, 'definition'>,
    private readonly store: RequestLogStore,
    @InjectMetric(METRIC.requestLogDropped) private readonly dropped: Counter,
  ) {
    this.#definition = definition.requestLog ?? null;
    this.#redactor = this.#definition && new Redactor(this.#definition.redact);
    this.#keys = this.#definition?.keys === undefined ? null : new Set(this.#definition.keys);
  }

  wants(keyId: string, model: string): boolean {
    if (this.#definition === null) return false;
    const { models } = this.#definition;
    if (this.#keys === null && models === undefined) return true;
    return this.#keys?.has(keyId) === true || models?.some((name) => fits(name, model)) === true;
  }

  begin(request: LoggedRequest, body: Buffer): LogEntry {
    return new LogEntry(request, body, this.#definition?.maxBytes ?? 0, (entry) => this.#enqueue(entry));
  }

  onApplicationBootstrap(): void {
    if (this.#definition !== null) this.#schedule();
  }

  /** Before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#writing;
    await this.flush().catch((error: unknown) => {
      this.dropped.inc(this.#waiting.length);
      this.#logger.warn(`${this.#waiting.length} entries of the request log are lost: ${String(error)}`);
    });
  }

  /** Writes what waits. Rejects where the database does not take it; it then still waits. */
  async flush(): Promise<void> {
    while (this.#waiting.length > 0) {
      const entries = this.#waiting.slice(0, ROWS_AT_ONCE);
      await this.#insert(await this.#rowsOf(entries));
      this.#waiting = this.#waiting.slice(entries.length);
      for (const { size } of entries) this.#waitingBytes -= size;
    }
  }

  #enqueue(entry: LogEntry): void {
    if (this.#waiting.length >= MOST_ENTRIES || this.#waitingBytes + entry.size > MOST_BYTES) {
      this.dropped.inc();
      return;
    }
    this.#waiting.push(entry);
    this.#waitingBytes += entry.size;
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#writing = this.#tick().finally(() => this.#schedule());
    }, this.#pauseMs);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    try {
      await this.flush();
      await this.#sweep();
      this.#pauseMs = EVERY_MS;
    } catch (error) {
      if (this.#pauseMs === EVERY_MS) this.#logger.warn(`The request log waits, will retry: ${String(error)}`);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  /** One after the other, so that a request never waits for more than one redaction. */
  async #rowsOf(entries: readonly LogEntry[]): Promise<LogRow[]> {
    const redactor = this.#redactor;
    if (redactor === null) return [];
    const rows: LogRow[] = [];
    for (const entry of entries) {
      rows.push(toLogRow(entry, redactor));
      await setImmediate();
    }
    return rows;
  }

  /** What the database refuses for its content must not hold up the others. */
  async #insert(rows: readonly LogRow[]): Promise<void> {
    try {
      await this.store.insert(rows);
    } catch (error) {
      if (!isContentError(error)) throw error;
      if (rows.length > 1) {
        const middle = Math.floor(rows.length / 2);
        await this.#insert(rows.slice(0, middle));
        await this.#insert(rows.slice(middle));
        return;
      }
      this.dropped.inc();
      this.#logger.error(`An entry of the request log was refused: ${String(error)}`);
    }
  }

  async #sweep(): Promise<void> {
    const now = systemClock.now();
    if (this.#definition === null || now - this.#sweptAt < SWEEP_EVERY_MS) return;
    this.#sweptAt = now;
    await this.sweep(new Date(now - this.#definition.retention));
  }

  /** Deletes what began before this time. */
  async sweep(time: Date): Promise<void> {
    for (let deleted = DELETED_AT_ONCE; deleted === DELETED_AT_ONCE && !this.#stopped;) {
      deleted = await this.store.deleteBefore(time, DELETED_AT_ONCE);
    }
  }
}

function fits(name: string, model: string): boolean {
  return name.endsWith('*') ? model.startsWith(name.slice(0, -1)) : name === model;
}
