import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DirectoryInUseError, DirectoryLock } from '../../src/database/embedded/directory-lock.js';
import { processStartTime } from '../../src/database/embedded/process-start-time.js';
import { aDirectory } from './database.fixtures.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await aDirectory();
  path = join(directory, 'postgres.lock');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const aHolder = { nonce: 'other', host: hostname(), pid: process.pid, processStart: null as string | null };
const leaveLock = (holder: Partial<typeof aHolder>) => writeFile(path, JSON.stringify({ ...aHolder, ...holder }));

/** A pid that was in use a moment ago and is free now. */
async function aDeadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? Number.NaN;
}

it('lets one in at a time and the next one after the release', async () => {
  const lock = await DirectoryLock.acquire(path);
  await expect(DirectoryLock.acquire(path)).rejects.toThrow(DirectoryInUseError);
  await expect(DirectoryLock.acquire(path)).rejects.toThrow(new RegExp(`process ${process.pid} on host ${hostname()}`));
  await lock.release();
  expect(await readdir(directory)).toEqual([]);
  await (await DirectoryLock.acquire(path)).release();
});

it('lets exactly one of many take over the lock of a dead process', async () => {
  await leaveLock({ pid: await aDeadPid() });
  const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => DirectoryLock.acquire(path)));
  const [lock, ...others] = attempts.filter((attempt) => attempt.status === 'fulfilled');
  expect(others).toEqual([]);
  expect(await readdir(directory)).toEqual(['postgres.lock']);
  await lock?.value.release();
});

it('takes over a lock with our own pid from an earlier life of the container', async () => {
  await leaveLock({ pid: process.pid });
  await (await DirectoryLock.acquire(path)).release();
});

it.runIf(existsSync('/proc/1/stat'))('takes over a lock whose pid belongs to another process by now', async () => {
  await leaveLock({ pid: process.ppid, processStart: '1' });
  await (await DirectoryLock.acquire(path)).release();
});

it('respects a living process on this host, however old its heartbeat', async () => {
  await leaveLock({ pid: process.ppid, processStart: await processStartTime(process.ppid) });
  await utimes(path, new Date(0), new Date(0));
  await expect(DirectoryLock.acquire(path)).rejects.toThrow(DirectoryInUseError);
});

it('judges another host by its heartbeat', async () => {
  await leaveLock({ host: 'elsewhere', pid: await aDeadPid() });
  await expect(DirectoryLock.acquire(path)).rejects.toThrow(/on host elsewhere/);
  await utimes(path, new Date(), new Date(Date.now() - 31_000));
  const lock = await DirectoryLock.acquire(path);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ host: hostname(), pid: process.pid });
  await lock.release();
});

it('does not remove a lock that somebody else has taken over meanwhile', async () => {
  const lock = await DirectoryLock.acquire(path);
  await leaveLock({ nonce: 'the new holder' });
  await lock.release();
  expect(existsSync(path)).toBe(true);
});
