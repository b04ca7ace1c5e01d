import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { eventually } from '../eventually.ts';
import { LeashedProcess, type LeashMessage } from './leashed-process.ts';

const WAITING = ['-e', 'console.log("ready"); setInterval(() => {}, 1000)'];
const leash = fileURLToPath(new URL('leash.ts', import.meta.url));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('stopping ends the process by its stop signal and removes its directory', async () => {
  const throwAwayDirectory = mkdtempSync(join(tmpdir(), 'ai-gateway-leash-'));
  const child = await LeashedProcess.start({
    command: process.execPath,
    args: WAITING,
    stopSignal: 'SIGTERM',
    throwAwayDirectory,
  });
  await child.waitForLine((line) => line === 'ready');
  expect(await child.stop()).toMatchObject({ code: null, signal: 'SIGTERM' });
  expect(isAlive(child.pid)).toBe(false);
  expect(existsSync(throwAwayDirectory)).toBe(false);
});

test('the process ends when whoever holds the leash is killed', async () => {
  const throwAwayDirectory = mkdtempSync(join(tmpdir(), 'ai-gateway-leash-'));
  const command = { command: process.execPath, args: WAITING, stopSignal: 'SIGTERM', throwAwayDirectory };
  // Holds a leash as a test run does, says the pid of the leashed process and gets no chance to clean up.
  const holder = fork(
    '-e',
    [
      `const child = require('node:child_process').fork(${JSON.stringify(leash)}, [${JSON.stringify(JSON.stringify(command))}], { execArgv: [], detached: true });
       child.once('message', (message) => process.send(message));`,
    ],
    { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  const [message] = (await once(holder, 'message')) as [LeashMessage];
  const pid = message.kind === 'started' ? message.pid : 0;
  expect(isAlive(pid)).toBe(true);
  holder.kill('SIGKILL');
  await eventually('the process is gone', () => !isAlive(pid));
  await eventually('its directory is gone', () => !existsSync(throwAwayDirectory));
});

test('a command that does not exist is an error that names it', async () => {
  const start = LeashedProcess.start({ command: '/nonexistent/program', args: [], stopSignal: 'SIGTERM' });
  await expect(start).rejects.toThrow('/nonexistent/program');
});

test('waiting for a line of a process that ends shows what it said', async () => {
  const child = await LeashedProcess.start({
    command: process.execPath,
    args: ['-e', 'console.error("the reason"); process.exitCode = 3'],
    stopSignal: 'SIGTERM',
  });
  await expect(child.waitForLine((line) => line === 'never')).rejects.toThrow('the reason');
  expect(await child.exited).toMatchObject({ code: 3 });
});
