import type { LoggerService } from '@nestjs/common';
import type { Redis, RedisOptions } from 'ioredis';
import type { Secret } from '../kernel/secret.js';
import type { Transport, TransportReceiver } from './transport.js';

const CHANNEL = 'ai-gateway:replication';

/** A connection that owes an answer for so long is half-dead. */
const SILENCE_MS = 5000;
/** Whoever only listens is owed nothing, and would listen to a dead connection for ever: it asks now and then. */
const PING_MS = 5000;
const RECONNECT_FIRST_MS = 50;
const RECONNECT_CAP_MS = 2000;

const OPTIONS: RedisOptions = {
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: SILENCE_MS,
  socketTimeout: SILENCE_MS,
  retryStrategy: (attempt) => {
    const delayMs = Math.min(RECONNECT_FIRST_MS * 2 ** (attempt - 1), RECONNECT_CAP_MS);
    return delayMs / 2 + (Math.random() * delayMs) / 2;
  },
};

/**
 * Publish and subscribe. Each node listens on one channel for all and on one of its own; both connections are apart from
 * the one that limits use, so that a large exchange never delays an admission. In a cluster of Redis a message reaches
 * every node of it, so no slot matters.
 */
export class RedisTransport implements Transport {
  #publisher: Redis | null = null;
  #subscriber: Redis | null = null;
  #ping: NodeJS.Timeout | null = null;
  #isSubscribed = false;
  #channel = CHANNEL;

  constructor(
    private readonly node: string,
    private readonly url: Secret,
    private readonly logger: Pick<LoggerService, 'log' | 'warn'>,
  ) {}

  async start(receiver: TransportReceiver): Promise<void> {
    const { Redis } = await import('ioredis');
    const publisher = new Redis(this.url.reveal(), OPTIONS);
    const subscriber = new Redis(this.url.reveal(), { ...OPTIONS, autoResubscribe: false });
    this.#publisher = publisher;
    this.#subscriber = subscriber;
    this.#channel = channelOf(publisher);
    // Reported by the connection of the limits, which fails with these.
    publisher.on('error', () => undefined);
    subscriber.on('error', () => undefined);
    const connected = () => {
      if (!this.isUp()) return;
      this.logger.log('Listening to other nodes');
      receiver.connected();
    };
    publisher.on('ready', connected);
    subscriber.on('ready', () => void this.#subscribe(subscriber).then(connected));
    subscriber.on('close', () => (this.#isSubscribed = false));
    this.#ping = setInterval(() => void subscriber.ping().catch(() => undefined), PING_MS).unref();
    subscriber.on('message', (_channel: string, message: string) => receiver.received(message));
  }

  stop(): void {
    clearInterval(this.#ping ?? undefined);
    this.#publisher?.disconnect();
    this.#subscriber?.disconnect();
    this.#publisher = null;
    this.#subscriber = null;
  }

  isUp(): boolean {
    return this.#isSubscribed && this.#publisher?.status === 'ready';
  }

  async send(to: string | null, message: string): Promise<void> {
    if (this.#publisher === null) throw new Error('The transport has stopped');
    await this.#publisher.publish(this.#channelFor(to), message);
  }

  async #subscribe(subscriber: Redis): Promise<void> {
    try {
      await subscriber.subscribe(this.#channelFor(null), this.#channelFor(this.node));
      this.#isSubscribed = true;
    } catch (error) {
      this.logger.warn(`Cannot listen to the other nodes: ${(error as Error).message}`);
    }
  }

  #channelFor(node: string | null): string {
    return `${this.#channel}:${node ?? 'all'}`;
  }
}

/** Channels know neither databases nor key prefixes, by which deployments that share a Redis are kept apart. */
function channelOf({ options: { db = 0, keyPrefix = '' } }: Redis): string {
  return `${keyPrefix}${CHANNEL}:${db}`;
}
