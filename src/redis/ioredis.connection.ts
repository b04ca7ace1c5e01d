import type { LoggerService, OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import { CircuitBreaker, type Permit } from '../kernel/circuit-breaker.js';
import type { Clock } from '../kernel/clock.js';
import { isWhole, type RedisAddress, type RedisClient, startClient } from './ioredis.client.js';
import type { RedisBytes } from './redis-bytes.js';
import type { RedisConnection, RedisState } from './redis-connection.js';
import type { RedisScript } from './redis-script.js';

/** While the circuit is open, one request per cool-down may wait up to the timeout; all others are not slowed at all. */
const CIRCUIT = { failureThreshold: 5, coolDownMs: 1000 };

const UP: RedisState = { status: 'up', reason: null };

export interface ConnectionWords {
  /** What happens while Redis is away, for the log. */
  readonly meanwhile: string;
}

const LIMITS: ConnectionWords = { meanwhile: 'limits are kept on this node' };

/** The real Redis. Connects in the background and for ever; ioredis is loaded only if this is used. */
export class IoredisConnection implements RedisConnection, RedisBytes, OnModuleInit, OnApplicationShutdown {
  readonly #breaker: CircuitBreaker;
  #client: RedisClient | null = null;
  #connectionFailure = 'not connected yet';
  #commandFailure = '';
  #reported: RedisState['status'] | null = null;

  constructor(
    private readonly address: RedisAddress,
    private readonly timeoutMs: number,
    private readonly logger: Pick<LoggerService, 'log' | 'warn'>,
    clock: Clock,
    private readonly words: ConnectionWords = LIMITS,
  ) {
    this.#breaker = new CircuitBreaker(CIRCUIT, clock);
  }

  async onModuleInit(): Promise<void> {
    this.#client = await startClient(this.address, {
      failed: (error) => (this.#connectionFailure = describe(error)),
      changed: () => {
        if (this.#isWhole()) this.#connectionFailure = 'the connection was closed';
        this.#report();
      },
    });
  }

  onApplicationShutdown(): void {
    const client = this.#client;
    this.#client = null;
    client?.disconnect();
  }

  state(): RedisState {
    if (!this.#isWhole()) return { status: 'degraded', reason: this.#connectionFailure };
    if (this.#breaker.state !== 'closed') return { status: 'degraded', reason: this.#commandFailure };
    return UP;
  }

  run(
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<readonly number[]> | null {
    return this.#ask((client) => evaluate(client, script, keys, args));
  }

  read(key: string): Promise<Buffer | null> | null {
    return this.#ask((client) => client.getBuffer(key));
  }

  write(key: string, value: Buffer, ttlMs: number): Promise<void> | null {
    return this.#ask(async (client) => void (await client.set(key, value, 'PX', ttlMs)));
  }

  #ask<Reply>(ask: (client: RedisClient) => Promise<Reply>): Promise<Reply> | null {
    const client = this.#client;
    if (client === null || client.status !== 'ready') return null;
    const permit = this.#breaker.acquire();
    return permit === null ? null : this.#bounded(permit, ask(client));
  }

  /** Settles with the reply, or rejects after the timeout; the breaker hears of exactly one outcome. */
  #bounded<Reply>(permit: Permit, reply: Promise<Reply>): Promise<Reply> {
    return new Promise((resolve, reject) => {
      let isSettled = false;
      const succeed = (values: Reply) => {
        clearTimeout(timer);
        if (isSettled) return;
        isSettled = true;
        this.#breaker.succeed(permit);
        this.#report();
        resolve(values);
      };
      const fail = (error: Error) => {
        clearTimeout(timer);
        if (isSettled) return;
        isSettled = true;
        this.#commandFailure = describe(error);
        this.#breaker.fail(permit);
        this.#report();
        reject(error);
      };
      // If this process itself was busy for long, the reply may be waiting in the socket: let it be read first.
      const timer = setTimeout(() => setImmediate(fail, timedOut(this.timeoutMs)), this.timeoutMs);
      reply.then(succeed, fail);
    });
  }

  #isWhole(): boolean {
    return this.#client !== null && isWhole(this.#client);
  }

  /** One line per change of state, however many commands fail meanwhile. */
  #report(): void {
    if (this.#client === null) return;
    const { status, reason } = this.state();
    if (status === this.#reported) return;
    this.#reported = status;
    if (status === 'up') this.logger.log('Redis is up');
    else this.logger.warn(`Redis is degraded (${reason}); ${this.words.meanwhile} until it is back`);
  }
}

async function evaluate(
  client: RedisClient,
  { lua, sha1 }: RedisScript,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<readonly number[]> {
  try {
    return (await client.evalsha(sha1, keys.length, ...keys, ...args)) as number[];
  } catch (error) {
    // New, restarted and failed-over servers do not have it yet.
    if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
    return (await client.eval(lua, keys.length, ...keys, ...args)) as number[];
  }
}

function timedOut(timeoutMs: number): Error {
  return new Error(`no answer within ${timeoutMs} ms`);
}

/** The first line of the message; connection errors of several addresses have none of their own, only a code. */
function describe(error: Error): string {
  return error.message.split('\n', 1)[0] || ((error as NodeJS.ErrnoException).code ?? error.name);
}
