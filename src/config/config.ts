import type { ProviderInstance } from '../gateway/providers/provider.js';
import type { Secret } from '../kernel/secret.js';
import type { GatewayDefinition } from '../state/definition/gateway.definition.js';
import type { GatewayFile } from './gateway-file/gateway-file.js';

/** Injection token of the typed configuration. */
export const CONFIG = Symbol('Config');

export type RegistrationMode = 'open' | 'invite' | 'closed';

/** The whole configuration, typed and complete: no defaults are decided anywhere else. */
export interface Config {
  readonly production: boolean;
  readonly version: string;
  /** Absolute path. Holds the embedded database, the usage spool and, outside production, the gateway secret. */
  readonly dataDirectory: string;
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly bodyLimitBytes: number;
    /** The same for multipart forms, which carry files. */
    readonly uploadLimitBytes: number;
    /** Fastify's `trustProxy`: false, true, or a list of addresses. */
    readonly trustProxy: boolean | string;
    /** `null` turns CORS off; `true` reflects any origin. */
    readonly corsOrigins: readonly string[] | true | null;
    readonly shutdownGraceMs: number;
    readonly streamKeepAliveMs: number;
  };
  readonly database: {
    /** `null` means the embedded database under `dataDirectory`. */
    readonly url: Secret | null;
    readonly poolSize: number;
    /** A streaming replica for reads that may be a little behind. */
    readonly replicaUrl: Secret | null;
    /** A replica that is further behind is passed over. */
    readonly replicaMaxLagMs: number;
  };
  readonly redis: {
    readonly url: Secret | null;
    /** `url` leads to a node of a Redis Cluster. */
    readonly isCluster: boolean;
    /** A Redis that has not answered by then is treated as away. */
    readonly timeoutMs: number;
  };
  readonly cache: {
    /** Answers held in memory where there is no Redis; 0 turns the cache off, in Redis as well. */
    readonly memoryBytes: number;
    /** The largest answer that is kept. */
    readonly answerLimitBytes: number;
  };
  readonly auth: {
    readonly gatewaySecret: Secret;
    /** Given by the operator, else `null` and made at first start. */
    readonly setupToken: Secret | null;
    readonly registration: RegistrationMode;
    readonly sessionTtlMs: number;
    readonly cacheTtlMs: number;
    readonly argon2Concurrency: number;
  };
  readonly limits: {
    /** Requests a minute for keys that set no own limit. */
    readonly requestsPerMinute: number;
    /** How long what a request holds of its limits outlives the last word of its node. */
    readonly reservationTtlMs: number;
  };
  readonly usage: {
    /** How long rows of the ledger are kept, by whole months; `null` for ever. */
    readonly retentionMs: number | null;
  };
  readonly conversations: {
    /** How long after its last turn a conversation is kept; 0 keeps none. */
    readonly retentionMs: number;
  };
  readonly observability: {
    readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
    readonly format: 'json' | 'pretty';
    readonly metricsToken: Secret | null;
  };
  readonly upstream: {
    readonly connectTimeoutMs: number;
    readonly firstByteTimeoutMs: number;
    readonly idleTimeoutMs: number;
    /** How long a stream may bring heartbeats and nothing else. */
    readonly silenceTimeoutMs: number;
    /** How long a connection may be silent before the vendor is asked whether it is still there. */
    readonly probeMs: number;
    /** Per origin. */
    readonly maxConnections: number;
  };
  /** `null` where there is none. */
  readonly gatewayFile: GatewayFile | null;
  /** Routes and what else `gateway.yaml` says. */
  readonly definition: GatewayDefinition;
  /** Those of the environment and of the file. */
  readonly providers: readonly ProviderInstance[];
  /** Name of the provider for models that no rule claims. */
  readonly defaultProvider: string;
  /** Whether a model server on this machine should be looked for, because none was configured. */
  readonly detectLocalProvider: boolean;
}
