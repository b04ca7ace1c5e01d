import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { processStartTime } from './process-start-time.js';

const HEARTBEAT_MS = 5000;
/** A holder on another host that has been silent for this long is taken for dead. */
const SILENCE_MS = 30_000;
/** Taking a lock over lasts milliseconds: an older attempt died halfway. */
const TAKEOVER_MS = 10_000;
const TAKEOVER_POLL_MS = 20;

interface Holder {
  readonly nonce: string;
  readonly host: string;
  readonly pid: number;
  /** Distinguishes this life of the pid from an earlier one; `null` where the system does not tell. */
  readonly processStart: string | null;
}

/** Another living process has the folder open. */
export class DirectoryInUseError extends Error {
  constructor(path: string, { host, pid }: Holder) {
    super(
      `The embedded database is in use by process ${pid} on host ${host} (lock file ${path}). ` +
        'Stop that process, give this one another DATA_DIR, or share a PostgreSQL server through DATABASE_URL.',
    );
    this.name = 'DirectoryInUseError';
  }
}

/** Locks that this process holds in this life: a lock file with our pid and another nonce is from an earlier one. */
const held = new Set<string>();

/**
 * An exclusive lock as a file, because PGlite opens a folder twice without complaint and then destroys it. A dead
 * holder's lock is taken over: on this host when its process is gone, on another when its heartbeat (the file's
 * modification time) is older than 30 seconds. Throws DirectoryInUseError.
 */
export class DirectoryLock {
  private constructor(
    private readonly path: string,
    private readonly nonce: string,
    private readonly heartbeat: NodeJS.Timeout,
  ) {}

  static async acquire(path: string): Promise<DirectoryLock> {
    const holder: Holder = {
      nonce: randomUUID(),
      host: hostname(),
      pid: process.pid,
      processStart: await processStartTime(process.pid),
    };
    const draft = `${path}.${holder.nonce}`;
    await writeFile(draft, JSON.stringify(holder), { mode: 0o600 });
    held.add(holder.nonce);
    try {
      // A link appears with its content or not at all, so nobody ever reads half a lock.
      while (!(await succeeds(link(draft, path), 'EEXIST'))) await takeOver(path, draft);
    } catch (error) {
      held.delete(holder.nonce);
      throw error;
    } finally {
      await rm(draft, { force: true });
    }
    const heartbeat = setInterval(() => void beat(path), HEARTBEAT_MS);
    heartbeat.unref();
    return new DirectoryLock(path, holder.nonce, heartbeat);
  }

  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    const holder = await readHolder(this.path);
    if (holder?.nonce === this.nonce) await rm(this.path, { force: true });
    held.delete(this.nonce);
  }
}

/** Removes a dead holder's lock; the caller then competes for the place like everybody else. */
async function takeOver(path: string, draft: string): Promise<void> {
  const holder = await readHolder(path);
  if (!holder) return;
  if (await isAlive(path, holder)) throw new DirectoryInUseError(path, holder);

  // Only who creates this file may remove the lock with this nonce, and looks again first: two processes that both
  // found it dead must not remove each other's new lock.
  const claim = `${path}.takeover.${holder.nonce}`;
  if (!(await succeeds(link(draft, claim), 'EEXIST'))) {
    if ((await ageMs(claim)) > TAKEOVER_MS) await rm(claim, { force: true });
    return setTimeout(TAKEOVER_POLL_MS);
  }
  try {
    const current = await readHolder(path);
    if (current?.nonce === holder.nonce) await rm(path, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

async function isAlive(path: string, holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return (await ageMs(path)) < SILENCE_MS;
  if (holder.pid === process.pid) return held.has(holder.nonce);
  if (!processExists(holder.pid)) return false;
  // After a container restart another process may have got the dead holder's pid.
  const started = await processStartTime(holder.pid);
  return holder.processStart === null || started === null || started === holder.processStart;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** `null` when there is no lock. */
async function readHolder(path: string): Promise<Holder | null> {
  const text = await unlessMissing(readFile(path, 'utf8'));
  return text === null ? null : (JSON.parse(text) as Holder);
}

async function ageMs(path: string): Promise<number> {
  const stats = await unlessMissing(stat(path));
  return stats ? Date.now() - stats.mtimeMs : Number.POSITIVE_INFINITY;
}

async function beat(path: string): Promise<void> {
  const now = new Date();
  await unlessMissing(utimes(path, now, now));
}

async function succeeds(attempt: Promise<void>, expected: string): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch (error) {
    if (codeOf(error) === expected) return false;
    throw error;
  }
}

async function unlessMissing<Result>(attempt: Promise<Result>): Promise<Result | null> {
  try {
    return await attempt;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
