import { makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

/** Names as dashboards and alerts know them. */
export const METRIC = {
  upstreamAttempts: 'gateway_upstream_attempts_total',
  upstreamRetries: 'gateway_upstream_retries_total',
  upstreamRetriesDenied: 'gateway_upstream_retries_denied_total',
  upstreamFallbacks: 'gateway_upstream_fallbacks_total',
  upstreamHedges: 'gateway_upstream_hedges_total',
  upstreamQueue: 'gateway_upstream_queue_waiting',
  upstreamShed: 'gateway_upstream_shed_total',
  upstreamShadows: 'gateway_upstream_shadows_total',
  requests: 'gateway_requests_total',
  duration: 'gateway_request_duration_ms',
  overhead: 'gateway_overhead_ms',
  firstToken: 'gateway_time_to_first_token_ms',
  tokens: 'gateway_tokens_total',
  budgetThresholds: 'gateway_budget_thresholds_total',
  budgetWebhooks: 'gateway_budget_webhooks_total',
  limitsDecided: 'gateway_limits_decided',
  limitsUnsettled: 'gateway_limits_unsettled',
  limitsUnsettledLost: 'gateway_limits_unsettled_lost',
  limitsNodes: 'gateway_limits_nodes',
  rateLimitRejections: 'gateway_rate_limit_rejections_total',
  droppedParameters: 'gateway_dropped_parameters_total',
  droppedContent: 'gateway_dropped_content_total',
  inFlight: 'gateway_requests_in_flight',
  breakerState: 'gateway_breaker_state',
  breakerOpenings: 'gateway_breaker_openings_total',
  cooldowns: 'gateway_cooldowns_total',
  affinity: 'gateway_affinity_total',
  unpriced: 'gateway_unpriced_requests_total',
  usageHeld: 'gateway_usage_rows_held',
  requestLogDropped: 'gateway_request_log_dropped_total',
  usageRefused: 'gateway_usage_rows_refused',
  usageLost: 'gateway_usage_rows_lost',
  conversationTurnsWaiting: 'gateway_conversation_turns_waiting',
  conversationTurnsLost: 'gateway_conversation_turns_lost_total',
  databasePool: 'gateway_database_pool_connections',
  redisUp: 'gateway_redis_up',
  replicationRegisters: 'gateway_replication_registers',
  replicationPeers: 'gateway_replication_peers',
  replicationAge: 'gateway_replication_agreement_age_seconds',
  replicationMessages: 'gateway_replication_messages_total',
  replicationReceived: 'gateway_replication_registers_received_total',
  replicationDropped: 'gateway_replication_dropped_total',
  configReloads: 'gateway_config_reloads_total',
  cacheLookups: 'gateway_response_cache_lookups_total',
  cacheStoredBytes: 'gateway_response_cache_stored_bytes_total',
  cacheEvictions: 'gateway_response_cache_evictions_total',
  cacheFailures: 'gateway_response_cache_failures_total',
  cacheBytes: 'gateway_response_cache_bytes',
  healthChecks: 'gateway_health_checks_total',
  providerHealthy: 'gateway_provider_healthy',
  replicaInUse: 'gateway_replica_in_use',
  replicaLag: 'gateway_replica_lag_seconds',
} as const;

/** Milliseconds. An LLM call lasts from tens of milliseconds to minutes. */
const DURATION_BUCKETS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000];
/** Milliseconds. The gateway's own share; the goal is below 1.2. */
const OVERHEAD_BUCKETS = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.2, 1.5, 2, 3, 5, 10, 25, 50, 100];

const upstreamMetricProviders = [
  makeCounterProvider({
    name: METRIC.upstreamAttempts,
    help: 'Tries at a target, by what became of them: answered, failed, skipped (it cannot carry the request), left.',
    labelNames: ['provider', 'outcome'],
  }),
  makeCounterProvider({
    name: METRIC.upstreamRetries,
    help: 'Tries at a target that had failed for the same request.',
    labelNames: ['provider'],
  }),
  makeCounterProvider({
    name: METRIC.upstreamRetriesDenied,
    help: 'Retries not made because the retry budget of the provider was spent.',
    labelNames: ['provider'],
  }),
  makeCounterProvider({
    name: METRIC.upstreamFallbacks,
    help: 'Requests that moved on to another target, by the provider that they left.',
    labelNames: ['provider'],
  }),
  makeCounterProvider({
    name: METRIC.upstreamHedges,
    help: 'Second targets asked in parallel, by their provider and whether they answered first.',
    labelNames: ['provider', 'result'],
  }),
  makeGaugeProvider({
    name: METRIC.upstreamQueue,
    help: 'Calls that wait for a place at a provider of limited concurrency.',
    labelNames: ['provider'],
  }),
  makeCounterProvider({
    name: METRIC.upstreamShed,
    help: 'Calls turned away because the queue of the provider was full or did not move.',
    labelNames: ['provider'],
  }),
  makeCounterProvider({
    name: METRIC.upstreamShadows,
    help: 'Requests mirrored to a shadow target, by what became of the mirrored one.',
    labelNames: ['provider', 'outcome'],
  }),
];

export const metricProviders = [
  ...upstreamMetricProviders,
  makeCounterProvider({
    name: METRIC.requests,
    help: 'Requests that have ended, by HTTP status. Unknown models count as "other".',
    labelNames: ['model', 'provider', 'status'],
  }),
  makeHistogramProvider({
    name: METRIC.duration,
    help: 'From arrival to the last byte, milliseconds.',
    labelNames: ['provider', 'streamed'],
    buckets: DURATION_BUCKETS,
  }),
  makeHistogramProvider({
    name: METRIC.overhead,
    help: 'Time inside the gateway, without the wait for the upstream, milliseconds.',
    labelNames: ['streamed'],
    buckets: OVERHEAD_BUCKETS,
  }),
  makeHistogramProvider({
    name: METRIC.firstToken,
    help: 'From arrival to the first frame sent to the client, streams only, milliseconds.',
    labelNames: ['provider'],
    buckets: DURATION_BUCKETS,
  }),
  makeCounterProvider({
    name: METRIC.tokens,
    help: 'Tokens by disjoint class.',
    labelNames: ['model', 'type'],
  }),
  makeCounterProvider({
    name: METRIC.budgetThresholds,
    help: 'Budgets that came to one of their thresholds, counted on the node whose request it was.',
    labelNames: ['level', 'percent'],
  }),
  makeCounterProvider({
    name: METRIC.budgetWebhooks,
    help: 'Messages to the webhook of budgets, by what became of them.',
    labelNames: ['result'],
  }),
  makeGaugeProvider({
    name: METRIC.limitsDecided,
    help: 'Requests since start, by where their limits were counted: memory, redis, local-fallback (Redis is away).',
    labelNames: ['mode'],
  }),
  makeGaugeProvider({ name: METRIC.limitsUnsettled, help: 'Corrections of reservations that wait for Redis.' }),
  makeGaugeProvider({
    name: METRIC.limitsUnsettledLost,
    help: 'Corrections given up since start because too many waited; the reservations lapse.',
  }),
  makeGaugeProvider({
    name: METRIC.limitsNodes,
    help: 'Nodes that share the limits, this one included: while Redis is away each has its part.',
  }),
  makeCounterProvider({ name: METRIC.rateLimitRejections, help: 'Requests refused by a limit or a budget.' }),
  makeCounterProvider({
    name: METRIC.droppedParameters,
    help: 'Request fields that could not be carried to the target and were reported as dropped.',
    labelNames: ['provider'],
  }),
  makeCounterProvider({
    name: METRIC.droppedContent,
    help: 'Parts of answers for which the dialect of the client has no place, by kind of part.',
    labelNames: ['provider', 'feature'],
  }),
  makeGaugeProvider({ name: METRIC.inFlight, help: 'Requests being answered now.' }),
  makeCounterProvider({
    name: METRIC.unpriced,
    help: 'Answers booked without a cost, because no price is known. Anything but 0 is an alarm.',
    labelNames: ['provider'],
  }),
  makeGaugeProvider({
    name: METRIC.breakerState,
    help: 'Breaker of each target of a route, as this node sees it: 0 closed, 1 half-open, 2 open.',
    labelNames: ['provider', 'model'],
  }),
  makeCounterProvider({
    name: METRIC.breakerOpenings,
    help: 'Breakers that this node opened, by target.',
    labelNames: ['provider', 'model'],
  }),
  makeCounterProvider({
    name: METRIC.cooldowns,
    help: 'Cooldowns that a 429, a retry-after or a refused key, bill or model began on this node, by target.',
    labelNames: ['provider', 'model'],
  }),
  makeCounterProvider({
    name: METRIC.affinity,
    help: 'Requests of routes with affinity: hit, new, moved or none. hit / (hit + moved) is the hit ratio.',
    labelNames: ['result'],
  }),
  makeGaugeProvider({ name: METRIC.usageHeld, help: 'Usage rows held in memory because the disk refuses them.' }),
  makeCounterProvider({
    name: METRIC.requestLogDropped,
    help: 'Prompts and answers that should have been kept, and that the database did not take in time.',
  }),
  makeGaugeProvider({
    name: METRIC.usageRefused,
    help: 'Usage rows that the disk refused since the start, whatever became of them. Growing is an alarm.',
  }),
  makeGaugeProvider({ name: METRIC.usageLost, help: 'Usage rows lost since start. Anything but 0 is an alarm.' }),
  makeGaugeProvider({
    name: METRIC.conversationTurnsWaiting,
    help: 'Turns of kept conversations that wait in memory to be written to the database.',
  }),
  makeCounterProvider({
    name: METRIC.conversationTurnsLost,
    help: 'Turns of kept conversations that could not be written. Anything but 0 is an alarm.',
  }),
  makeGaugeProvider({
    name: METRIC.databasePool,
    help: 'Database connections by state.',
    labelNames: ['state'],
  }),
  makeGaugeProvider({
    name: METRIC.replicaInUse,
    help: '1 while statistics are read from the replica; 0 without one, or while it is away or too far behind.',
  }),
  makeGaugeProvider({
    name: METRIC.replicaLag,
    help: "How old the replica's data is at most, seconds; NaN while that is not known.",
  }),
  makeGaugeProvider({ name: METRIC.redisUp, help: '1 while limits are shared through Redis, 0 in the local mode.' }),
  makeGaugeProvider({
    name: METRIC.replicationRegisters,
    help: 'Replicated registers that this node keeps, tombstones included.',
    labelNames: ['space'],
  }),
  makeGaugeProvider({ name: METRIC.replicationPeers, help: 'Other nodes that were heard of in the last 20 seconds.' }),
  makeGaugeProvider({
    name: METRIC.replicationAge,
    help: 'Seconds since this node last knew that it held the same registers as another. Absent until the first time.',
  }),
  makeCounterProvider({
    name: METRIC.replicationMessages,
    help: 'Messages between nodes.',
    labelNames: ['direction', 'kind'],
  }),
  makeCounterProvider({
    name: METRIC.replicationReceived,
    help: 'Registers that other nodes sent: taken, known already, lost to a later write, void by now, ahead of time.',
    labelNames: ['outcome'],
  }),
  makeCounterProvider({
    name: METRIC.replicationDropped,
    help: 'What replication did not use or could not send, by reason. "clock": two nodes differ by over a minute.',
    labelNames: ['reason'],
  }),
  makeCounterProvider({
    name: METRIC.configReloads,
    help: 'Times gateway.yaml was read again: taken, or refused because something in it is wrong.',
    labelNames: ['result'],
  }),
  makeCounterProvider({
    name: METRIC.cacheLookups,
    help: 'Requests whose answer was looked for among those given before, by result (hit, miss).',
    labelNames: ['result'],
  }),
  makeCounterProvider({ name: METRIC.cacheStoredBytes, help: 'Bytes of answers that were put into the cache.' }),
  makeCounterProvider({
    name: METRIC.cacheEvictions,
    help: 'Cached answers in memory that had to make room before their time.',
  }),
  makeCounterProvider({
    name: METRIC.cacheFailures,
    help: 'Times that Redis was away or too slow for a cached answer; such a lookup is a miss.',
  }),
  makeGaugeProvider({ name: METRIC.cacheBytes, help: 'Bytes of cached answers in memory; 0 where Redis keeps them.' }),
  makeCounterProvider({
    name: METRIC.healthChecks,
    help: 'Active health checks that have ended, of providers that have a healthCheck.',
    labelNames: ['provider', 'result'],
  }),
  makeGaugeProvider({
    name: METRIC.providerHealthy,
    help: '1 while the active health check of a provider passes, 0 while it is unhealthy and asked last.',
    labelNames: ['provider'],
  }),
];
