import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface LeashedCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Whom to run as; only root may choose. */
  readonly uid?: number;
  readonly gid?: number;
  readonly workingDirectory?: string;
  /** What ends the process cleanly. */
  readonly stopSignal: NodeJS.Signals;
  /** Removed after the process has ended. */
  readonly throwAwayDirectory?: string;
}

export type LeashMessage =
  | { readonly kind: 'started'; readonly pid: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null };

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A child process that cannot outlive the test run: see leash.ts. */
export class LeashedProcess {
  /** Settles when the process has ended and its throw-away directory is gone. */
  readonly exited: Promise<ProcessExit>;
  /** Every line of stdout and stderr so far, in order of arrival. */
  readonly lines: string[] = [];
  readonly pid: number;
  #hasEnded = false;
  readonly #leash: ChildProcess;
  readonly #lineListeners = new Set<(line: string) => void>();

  private constructor(leash: ChildProcess, pid: number) {
    this.#leash = leash;
    this.pid = pid;
    let exit: ProcessExit = { code: null, signal: null };
    leash.on('message', (message: LeashMessage) => {
      if (message.kind === 'exited') exit = message;
    });
    // 'close', not 'exit': only then has the last line of output arrived.
    this.exited = new Promise((resolve) => {
      leash.once('close', () => {
        this.#hasEnded = true;
        resolve(exit);
      });
    });
    for (const stream of [leash.stdout, leash.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
  }

  /** Starts the command with exactly this environment. Rejects if it cannot be started. */
  static async start(command: LeashedCommand, env: NodeJS.ProcessEnv = process.env): Promise<LeashedProcess> {
    const leash = fork(fileURLToPath(new URL('leash.ts', import.meta.url)), [JSON.stringify(command)], {
      env,
      // A process group of its own: Ctrl-C in the terminal ends the run first, and the run's end ends the process.
      detached: true,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const pid = await new Promise<number>((resolve, reject) => {
      leash.once('message', (message: LeashMessage) => {
        if (message.kind === 'started') resolve(message.pid);
        else reject(new Error(`${command.command} could not be started: ${JSON.stringify(message)}`));
      });
      leash.once('error', reject);
      leash.once('close', () => reject(new Error(`${command.command} ended before it was started`)));
    });
    return new LeashedProcess(leash, pid);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The first line, past or future, that passes the test. Rejects, with the output so far, if the process ends before. */
  waitForLine(isWanted: (line: string) => boolean): Promise<string> {
    const known = this.lines.find(isWanted);
    if (known !== undefined) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const listener = (line: string) => {
        if (!isWanted(line)) return;
        this.#lineListeners.delete(listener);
        resolve(line);
      };
      this.#lineListeners.add(listener);
      void this.exited.then(({ code, signal }) => {
        reject(new Error(`The process ended (code ${code}, signal ${signal}) and said:\n${this.lines.join('\n')}`));
      });
    });
  }

  /** Sends a signal to the process itself, not to its leash. */
  kill(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** Lets go of the leash: stop signal, bounded grace, SIGKILL. */
  stop(): Promise<ProcessExit> {
    // A message, not disconnect(): the leash still has to report how the process ended.
    if (this.#leash.connected) this.#leash.send('stop');
    return this.exited;
  }

  #take(line: string): void {
    this.lines.push(line);
    for (const listener of this.#lineListeners) listener(line);
  }
}
