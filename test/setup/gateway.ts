import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { eventually } from './eventually.ts';
import { LeashedProcess, type ProcessExit } from './processes/leashed-process.ts';

const MAIN = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

export interface GatewayOptions {
  /** Added to the settings that every test shares; nothing of the developer's own environment reaches the gateway. */
  readonly env?: Readonly<Record<string, string>>;
  /** To start again on the data of an earlier process. */
  readonly dataDirectory?: string;
  /** Whether to wait until the database has answered as well. */
  readonly untilReady?: boolean;
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The built application as a process of its own, on a free port of the loopback interface. */
export class Gateway implements AsyncDisposable {
  readonly url: string;
  readonly dataDirectory: string;
  readonly #process: LeashedProcess;

  private constructor(process: LeashedProcess, url: string, dataDirectory: string) {
    this.#process = process;
    this.url = url;
    this.dataDirectory = dataDirectory;
  }

  static async start({ env = {}, dataDirectory = newDataDirectory(), untilReady = true }: GatewayOptions = {}) {
    const process = await LeashedProcess.start(
      {
        command: globalThis.process.execPath,
        args: [MAIN],
        // Not the repository: a developer's own .env must not decide a test.
        workingDirectory: dataDirectory,
        stopSignal: 'SIGKILL',
      },
      {
        PATH: globalThis.process.env['PATH'],
        PORT: '0',
        DATA_DIR: dataDirectory,
        LOG_FORMAT: 'json',
        DEFAULT_RATE_LIMIT: '100000',
        ...env,
      },
    );
    try {
      const line = await process.waitForLine((text) => parseLogLine(text)?.['msg'] === 'listening');
      const gateway = new Gateway(process, String(parseLogLine(line)?.['url']), dataDirectory);
      if (untilReady) await eventually('the gateway is ready', () => gateway.#isReady());
      return gateway;
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Everything that the process has written, line by line. */
  get output(): readonly string[] {
    return this.#process.lines;
  }

  /** What of the output is structured log. */
  get log(): Record<string, unknown>[] {
    return this.output.map(parseLogLine).filter((entry) => entry !== undefined);
  }

  /** The first entry of the log, past or future, that passes the test. */
  async waitForLog(isWanted: (entry: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    const line = await this.#process.waitForLine((text) => {
      const entry = parseLogLine(text);
      return entry !== undefined && isWanted(entry);
    });
    return parseLogLine(line) ?? {};
  }

  /** One call of the gateway's own API, JSON both ways. */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    { body, token }: { body?: unknown; token?: string } = {},
  ): Promise<Answer<Body>> {
    const response = await fetch(new URL(path, this.url), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body };
  }

  /** Sends the signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProcessExit> {
    if (!this.#process.hasEnded) this.#process.kill(signal);
    return this.#process.exited;
  }

  /** Sends the signal only. */
  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  get exited(): Promise<ProcessExit> {
    return this.#process.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('SIGKILL');
  }

  async #isReady(): Promise<boolean> {
    if (this.#process.hasEnded) throw new Error(`The gateway ended:\n${this.output.join('\n')}`);
    return (await this.call('GET', '/health/ready')).status === 200;
  }
}

export function newDataDirectory(): string {
  return mkdtempSync(join(inject('scratchDirectory'), 'gateway-'));
}

function parseLogLine(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
