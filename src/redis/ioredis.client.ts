import type { Cluster, ClusterOptions, Redis, RedisOptions } from 'ioredis';
import type { Secret } from '../kernel/secret.js';

/** Where Redis is: one server or Sentinel's primary, or any node of a cluster, which tells of all others. */
export interface RedisAddress {
  readonly url: Secret;
  readonly isCluster: boolean;
}

export type RedisClient = Redis | Cluster;

export interface ClientListener {
  failed(error: Error): void;
  /** A connection came or went. */
  changed(): void;
}

const RECONNECT_FIRST_MS = 50;
const RECONNECT_CAP_MS = 2000;

/** A connection that owes an answer for so long is half-dead (no FIN came, or the peer hangs): make a new one. */
const SILENCE_MS = 5000;

const OPTIONS = {
  // What was under way when the connection broke fails at once, and is not repeated: it may have been executed.
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  connectTimeout: SILENCE_MS,
  socketTimeout: SILENCE_MS,
  // After a failover the old primary answers so; its address may lead to the new one now.
  reconnectOnError: (error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions;

const SERVER: RedisOptions = { ...OPTIONS, enableOfflineQueue: false, retryStrategy: reconnectDelayMs };

const CLUSTER: ClusterOptions = {
  enableOfflineQueue: false,
  // It asks a node that is not connected yet and takes that for the cluster's state; `isWhole` looks at all of them.
  enableReadyCheck: false,
  clusterRetryStrategy: reconnectDelayMs,
  clusterNodeRetryStrategy: reconnectDelayMs,
  // As above: only what was redirected, and so never executed, is sent again.
  retryDelayOnFailover: 0,
  retryDelayOnClusterDown: 0,
  // Names stay names: certificates are made out to them, and a node that comes back may have another address.
  dnsLookup: (address, callback) => callback(null, address),
};

/** Connects in the background and for ever; ioredis is loaded only if this is used. */
export async function startClient({ url, isCluster }: RedisAddress, listener: ClientListener): Promise<RedisClient> {
  const { Cluster, Redis } = await import('ioredis');
  if (!isCluster) return heard(new Redis(url.reveal(), SERVER), listener);
  // Never connected: it only reads the URL.
  const { host, port, username, password, tls, keyPrefix } = new Redis(url.reveal(), { lazyConnect: true }).options;
  const options = { ...OPTIONS, username, password, tls };
  const cluster = new Cluster([{ host, port }], { ...CLUSTER, keyPrefix, redisOptions: options });
  cluster.on('node error', listener.failed);
  cluster.on('+node', (node: Redis) => {
    node.on('ready', listener.changed);
    node.on('close', listener.changed);
    // At once: one that is connected by its first command refuses the second.
    if (node.status === 'wait') node.connect().catch(listener.failed);
  });
  return heard(cluster, listener);
}

function heard<Client extends RedisClient>(client: Client, listener: ClientListener): Client {
  client.on('error', listener.failed);
  client.on('close', listener.changed);
  client.on('ready', listener.changed);
  return client;
}

/**
 * All of it: a cluster is there where each of its primaries is, for what one request asks is spread over them. What is
 * asked of those that are left is answered all the same, and the rest refused at once.
 */
export function isWhole(client: RedisClient): boolean {
  if (client.status !== 'ready') return false;
  return !('nodes' in client) || client.nodes('master').every(({ status }) => status === 'ready');
}

function reconnectDelayMs(attempt: number): number {
  const delayMs = Math.min(RECONNECT_FIRST_MS * 2 ** (attempt - 1), RECONNECT_CAP_MS);
  return delayMs / 2 + (Math.random() * delayMs) / 2;
}
