/**
 * Runs one command and ends it when whoever started the leash is gone, however it went: finished, crashed, interrupted
 * or killed. The IPC channel is the leash: the system closes it with the parent, even after SIGKILL.
 * Usage: node leash.ts '<LeashedCommand as JSON>'
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { LeashedCommand, LeashMessage } from './leashed-process.ts';

/** How long a process may take to end on its stop signal before it is killed. */
const STOP_GRACE_MS = 10_000;

const { command, args, uid, gid, workingDirectory, stopSignal, throwAwayDirectory } = JSON.parse(
  process.argv[2] ?? '',
) as LeashedCommand;

function tell(message: LeashMessage): void {
  if (process.connected) process.send?.(message);
}

function finish(exitCode: number): void {
  if (throwAwayDirectory) rmSync(throwAwayDirectory, { recursive: true, force: true });
  // Not process.exit(): the message that is still in the channel has to get out first.
  process.exitCode = exitCode;
  if (process.connected) process.disconnect();
}

const child = spawn(command, args, { uid, gid, cwd: workingDirectory, stdio: ['ignore', 'inherit', 'inherit'] });
child.once('spawn', () => tell({ kind: 'started', pid: child.pid ?? 0 }));
child.once('error', (error) => {
  tell({ kind: 'failed', reason: error.message });
  finish(127);
});
child.once('exit', (code, signal) => {
  tell({ kind: 'exited', code, signal });
  finish(0);
});

function stop(): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(stopSignal);
  setTimeout(() => child.kill('SIGKILL'), STOP_GRACE_MS).unref();
}

process.once('message', stop);
process.once('disconnect', stop);
