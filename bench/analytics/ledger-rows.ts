/** The days that rows are made for: they end with the last whole day of this one. */
export const LAST_DAY = '2026-10-31';
export const DAYS = 30;

/**
 * `$1` rows of one day (`$2`): 200 keys of 50 users in 10 teams, busy ones far ahead, each with three of twelve models of
 * four providers; 3 % fail, with three statuses; six sets of tags; latencies from 150 ms to 22 s.
 */
export const INSERT_DAY = `
  INSERT INTO usage_records (request_id, started_at, node, key_id, user_id, team_id, dialect, requested_model, provider,
    model, streamed, status, error_code, stop_reason, tags, input_uncached, cache_read, cache_write, input_audio, output,
    reasoning, output_audio, usage_source, latency_ms, overhead_ms, first_token_ms, attempts, cost_nanos, cache_hit)
  SELECT 'bench-' || $2 || '-' || number, $2::date::timestamptz + random() * interval '86399 seconds', 'node-' || key % 3,
    ('10000000-0000-4000-8000-' || lpad(key::text, 12, '0'))::uuid,
    ('20000000-0000-4000-8000-' || lpad((key % 50)::text, 12, '0'))::uuid,
    ('30000000-0000-4000-8000-' || lpad((key % 10)::text, 12, '0'))::uuid,
    'openai-chat', 'model-' || model, 'provider-' || model % 4, 'model-' || model, streamed,
    CASE WHEN luck < 0.97 THEN 200 WHEN luck < 0.985 THEN 429 WHEN luck < 0.998 THEN 500 ELSE 503 END,
    CASE WHEN luck < 0.97 THEN NULL ELSE 'provider_error' END, 'stop',
    CASE key % 6 WHEN 0 THEN NULL WHEN 1 THEN '{batch}'::text[] WHEN 2 THEN '{batch,night}' ELSE ARRAY['app-' || key % 6] END,
    (random() * 4000)::integer, (random() * 3000)::integer, 0, 0, (random() * 800)::integer, (random() * 200)::integer, 0,
    'provider', latency, 0.4, CASE WHEN streamed THEN latency * (0.1 + random() * 0.3) END, 1,
    (random() * 50000000)::bigint, random() < 0.05
  FROM (
    SELECT number, key, (key + floor(3 * random() ^ 2)::integer) % 12 AS model, random() < 0.7 AS streamed, random() AS luck,
      exp(5 + 3 * random() + 2 * random()) AS latency
    FROM (SELECT number, floor(200 * random() ^ 2)::integer AS key FROM generate_series(1, $1::integer) AS number) AS keyed
  ) AS made`;
