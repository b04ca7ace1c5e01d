import { join } from 'node:path';
import { appendFile } from 'node:fs/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { isContentError } from '../../database/content-error.js';
import { PriceNotes } from './price-notes.js';
import { DiskAlarm } from './spool/disk-alarm.js';
import { SpoolReader } from './spool/spool.reader.js';
import { SpoolWriter } from './spool/spool.writer.js';
import { encodeUsageRecord, type UsageRecord } from './usage-record.js';
import { UsageStore } from './usage.store.js';

/** Often and little: a batch of hundreds of rows holds the traffic up for milliseconds. */
const DRAIN_EVERY_MS = 100;
const TOUCH_EVERY_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;
/** Only while the disk refuses lines; beyond it rows are lost and counted. */
const HELD_IN_MEMORY = 10_000;

/**
 * Spool first, database later: `record` returns when the row is on local disk; a loop moves rows to the database in
 * idempotent batches. The database being away, or the process being killed, loses nothing that was answered.
 */
@Injectable()
export class UsageLedger implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #logger = new Logger('UsageLedger');
  readonly #writer: SpoolWriter;
  readonly #reader: SpoolReader;
  readonly #directory: string;
  readonly #prices = new PriceNotes();
  readonly #disk = new DiskAlarm();
  #held: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  #draining: Promise<void> | null = null;
  #dirty = true;
  #pauseMs = DRAIN_EVERY_MS;
  #touchedAt = 0;
  #stopped = false;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly store: UsageStore,
  ) {
    this.#directory = join(config.dataDirectory, 'spool');
    this.#writer = new SpoolWriter(this.#directory);
    this.#reader = new SpoolReader(this.#directory);
  }

  /** Rows that neither disk nor memory would take. Anything but 0 is an alarm. */
  lost = 0;
  /** Rows held in memory because the disk refuses them. */
  get held(): number {
    return this.#held.length;
  }
  /** Rows that the disk has refused, whatever became of them then. */
  get refused(): number {
    return this.#disk.refused;
  }
  /** Why the disk refuses rows now; `null` while it takes them. */
  get diskReason(): string | null {
    return this.#disk.reason;
  }

  record(record: UsageRecord): void {
    const line = encodeUsageRecord(record, this.#prices.unsaid(record, performance.now()));
    this.#dirty = true;
    if (this.#spool(line)) return;
    if (this.#held.length < HELD_IN_MEMORY) this.#held.push(line);
    else this.lost += 1;
  }

  #spool(line: string): boolean {
    try {
      this.#writer.append(line);
    } catch (error) {
      this.#disk.refusedLine(error, performance.now());
      return false;
    }
    this.#disk.tookLine();
    return true;
  }

  onApplicationBootstrap(): void {
    this.#schedule();
  }

  /** Before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#draining;
    await this.flush();
  }

  /** Moves what is spooled now to the database. What fails stays spooled. */
  async flush(): Promise<void> {
    this.#writer.rotate();
    await this.#drain().catch((error: unknown) => this.#logger.warn(`Usage stays spooled: ${String(error)}`));
  }

  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#draining = this.#tick().finally(() => this.#schedule());
    }, this.#pauseMs);
    this.#timer.unref();
  }

  async #tick(): Promise<void> {
    const now = Date.now();
    if (now - this.#touchedAt > TOUCH_EVERY_MS) {
      this.#touchedAt = now;
      this.#writer.touch();
    }
    if (!this.#dirty) return;
    this.#dirty = false;
    try {
      await this.#drain();
      this.#pauseMs = DRAIN_EVERY_MS;
    } catch (error) {
      this.#dirty = true;
      if (this.#pauseMs === DRAIN_EVERY_MS) this.#logger.warn(`Usage stays spooled, will retry: ${String(error)}`);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  async #drain(): Promise<void> {
    await this.#drainHeld();
    for (const path of await this.#reader.segments()) {
      const isGrowing = path === this.#writer.currentSegment;
      await this.#drainSegment(path, isGrowing);
      if (!isGrowing) await this.#reader.remove(path);
      // Nothing new since this drain began: close the segment, so that a quiet node leaves no files behind. One that was
      // full meanwhile has rows that are not read yet; it goes with the next drain.
      else if (path === this.#writer.currentSegment && !this.#dirty) {
        this.#writer.rotate();
        await this.#reader.remove(path);
      }
    }
  }

  /**
   * The segment being written is read up to about now: while rows come in, there is always one more, and a batch of a few
   * rows costs nearly as much as one of hundreds.
   */
  async #drainSegment(path: string, isGrowing: boolean): Promise<void> {
    for (let batch = await this.#reader.read(path); batch !== null; batch = await this.#reader.read(path)) {
      await this.#insert(batch.lines);
      batch.done();
      if (isGrowing && !batch.isFull) return;
    }
  }

  /** What the disk still refuses goes straight to the database. */
  async #drainHeld(): Promise<void> {
    this.#respoolHeld();
    // A copy: rows may come while the database is asked.
    const lines = [...this.#held];
    if (lines.length === 0) return;
    await this.#insert(lines);
    this.#held = this.#held.slice(lines.length);
  }

  /** Memory does not survive the process, so rows go back to the disk as soon as it takes them. */
  #respoolHeld(): void {
    let spooled = 0;
    try {
      for (; spooled < this.#held.length; spooled += 1) this.#writer.append(this.#held[spooled] ?? '');
      if (spooled > 0) this.#disk.tookLine();
    } catch {
      // Still full: the alarm was given when the row came.
    }
    this.#held = this.#held.slice(spooled);
  }

  /** A row that the database refuses for its content is set aside; it must not hold up the others. */
  async #insert(lines: readonly string[]): Promise<void> {
    try {
      await this.store.insert(lines);
    } catch (error) {
      if (!isContentError(error)) throw error;
      if (lines.length === 1) {
        this.#logger.error(`A usage row was refused and set aside in rejected.jsonl: ${String(error)}`);
        await appendFile(join(this.#directory, 'rejected.jsonl'), `${lines[0]}\n`, { mode: 0o600 });
        return;
      }
      const middle = Math.floor(lines.length / 2);
      await this.#insert(lines.slice(0, middle));
      await this.#insert(lines.slice(middle));
    }
  }
}
