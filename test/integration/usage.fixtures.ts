import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/database/database.js';

/** A row of the ledger, as far as a test cares. */
export interface LedgerRow {
  readonly requestId: string;
  readonly startedAt: Date;
  readonly keyId: string;
  readonly userId: string;
  readonly teamId: string | null;
  readonly requestedModel: string;
  readonly model: string | null;
  readonly provider: string | null;
  readonly status: number;
  readonly tags: readonly string[] | null;
  readonly input: number;
  readonly cacheRead: number;
  readonly output: number;
  readonly costNanos: bigint | null;
  readonly cacheHit: boolean;
  readonly estimated: boolean;
  readonly latencyMs: number;
  readonly firstTokenMs: number | null;
}

export function aLedgerRow(fields: Partial<LedgerRow> = {}): LedgerRow {
  return {
    requestId: randomUUID(),
    startedAt: new Date('2026-10-05T12:30:00Z'),
    keyId: '11111111-1111-4111-8111-111111111111',
    userId: '22222222-2222-4222-8222-222222222222',
    teamId: null,
    requestedModel: 'small',
    model: 'small',
    provider: 'openai',
    status: 200,
    tags: null,
    input: 100,
    cacheRead: 0,
    output: 10,
    costNanos: 1000n,
    cacheHit: false,
    estimated: false,
    latencyMs: 100,
    firstTokenMs: null,
    ...fields,
  };
}

/** One statement, as the ledger writes a batch; rows that are there already are left as they are. */
export async function book(database: Pick<Database, 'query'>, rows: readonly LedgerRow[]): Promise<void> {
  for (const month of new Set(rows.map(({ startedAt }) => `${startedAt.toISOString().slice(0, 7)}-01`))) {
    await database.query('SELECT ensure_usage_partition($1::date)', [month]);
  }
  await database.query(
    `INSERT INTO usage_records (request_id, started_at, node, key_id, user_id, team_id, dialect, requested_model, provider,
       model, streamed, status, tags, input_uncached, cache_read, cache_write, input_audio, output, reasoning, output_audio,
       usage_source, latency_ms, overhead_ms, first_token_ms, attempts, cost_nanos, cache_hit)
     SELECT request_id, started_at, 'n', key_id, user_id, team_id, 'openai-chat', requested_model, provider,
       model, first_token_ms IS NOT NULL, status, tags, input, cache_read, 0, 0, output, 0, 0,
       CASE WHEN estimated THEN 'estimated' ELSE 'provider' END, latency_ms, 1, first_token_ms, 1, cost_nanos, cache_hit
     FROM json_to_recordset($1::json) AS row (request_id text, started_at timestamptz, key_id uuid, user_id uuid,
       team_id uuid, requested_model text, provider text, model text, status integer, tags text[], input integer,
       cache_read integer, output integer, estimated boolean, latency_ms double precision,
       first_token_ms double precision, cost_nanos bigint, cache_hit boolean)
     ON CONFLICT (request_id, started_at) DO NOTHING`,
    [JSON.stringify(rows.map(columnsOf))],
  );
}

function columnsOf(row: LedgerRow): Record<string, unknown> {
  return {
    request_id: row.requestId,
    started_at: row.startedAt.toISOString(),
    key_id: row.keyId,
    user_id: row.userId,
    team_id: row.teamId,
    requested_model: row.requestedModel,
    model: row.model,
    provider: row.provider,
    status: row.status,
    tags: row.tags,
    input: row.input,
    cache_read: row.cacheRead,
    output: row.output,
    estimated: row.estimated,
    latency_ms: row.latencyMs,
    first_token_ms: row.firstTokenMs,
    cost_nanos: row.costNanos === null ? null : String(row.costNanos),
    cache_hit: row.cacheHit,
  };
}
