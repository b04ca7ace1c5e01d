/**
 * `npm run build && node bench/analytics/run.ts [--rows=10000000]`: how long dashboards wait over so many rows of the ledger,
 * and what keeping the roll-ups costs. On a PostgreSQL of its own with its default memory; Markdown goes to stdout.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { nearestRank } from '../load/percentiles.ts';
import { DAYS, INSERT_DAY, LAST_DAY } from './ledger-rows.ts';
import { built, type Ledger, openLedger } from './open-ledger.ts';
import { BEYOND, DASHBOARD } from './questions.ts';
import { serverCpu } from './server-cpu.ts';

type UsageStoreModule = typeof import('../../src/admin/usage/usage.store.ts');

const ROUNDS = 15;
const GOAL_MS = 200;
const BATCHES = 20;
const BATCH_ROWS = 1000;

const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000000' } } });
const rows = Number(values.rows);
const atStart = load();
const ledger = await openLedger();
try {
  console.log(`# ${rows.toLocaleString('en')} rows over ${DAYS} days\n`);
  await fill(ledger);
  await measureQuestions(ledger);
  await measureMaintenance(ledger);
  console.log(
    `\nLoad of the machine: ${atStart} at the start, ${load()} at the end. Above its number of cores, believe the CPU.`,
  );
} finally {
  await ledger.close();
}

function dayOf(index: number): string {
  return new Date(Date.parse(LAST_DAY) - (DAYS - 1 - index) * 86_400_000).toISOString().slice(0, 10);
}

/** Without the trigger, and then summed up as a migration does: the fastest way to many rows. */
async function fill({ query }: Ledger): Promise<void> {
  for (const day of [dayOf(0), LAST_DAY]) await query('SELECT ensure_usage_partition($1::date)', [day]);
  await query('ALTER TABLE usage_records DISABLE TRIGGER USER');
  const inserting = await timed(async () => {
    for (let day = 0; day < DAYS; day += 1) await query(INSERT_DAY, [Math.ceil(rows / DAYS), dayOf(day)]);
  });
  await query('ALTER TABLE usage_records ENABLE TRIGGER USER');
  const building = await timed(async () => {
    for (let day = 0; day < DAYS; day += 1) {
      const from = new Date(dayOf(day));
      await query('SELECT rebuild_usage_roll_ups($1, $2)', [from, new Date(from.getTime() + 86_400_000)]);
    }
  });
  for (const table of ['usage_records', 'usage_hourly', 'usage_daily', 'usage_series'])
    await query(`VACUUM ANALYZE ${table}`);
  const [size] = await query<Record<string, string>>(
    `SELECT (SELECT count(*) FROM usage_hourly) AS hourly, (SELECT count(*) FROM usage_daily) AS daily,
            pg_size_pretty(pg_total_relation_size('usage_hourly')) AS hours,
            pg_size_pretty(pg_total_relation_size('usage_daily')) AS days,
            pg_size_pretty((SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
                            WHERE inhparent = 'usage_records'::regclass)) AS ledger`,
  );
  console.log(
    `Inserted in ${seconds(inserting)} s, roll-ups built in ${seconds(building)} s. The ledger has ${size?.['ledger']}, `,
  );
  console.log(
    `hours ${size?.['hours']} (${size?.['hourly']} rows), days ${size?.['days']} (${size?.['daily']} rows).\n`,
  );
}

async function measureQuestions(ledger: Ledger): Promise<void> {
  const { UsageStore } = await built<UsageStoreModule>('admin/usage/usage.store.js');
  const store = new UsageStore(ledger.reading);
  const cpu = await serverCpu(ledger);
  console.log('| question | rows | p50 ms | p95 ms | goal | CPU ms of the server |');
  console.log('| --- | ---: | ---: | ---: | --- | ---: |');
  for (const [name, question] of Object.entries({ ...DASHBOARD, ...BEYOND })) {
    let found = 0;
    const times: number[] = [];
    const before = cpu();
    for (let round = 0; round < ROUNDS; round += 1) {
      times.push(await timed(async () => void (found = (await store.read(question)).length)));
    }
    const used = (cpu() - before) / ROUNDS;
    const p95 = quantile(times, 0.95);
    const verdict = name in DASHBOARD ? `${GOAL_MS}: ${p95 < GOAL_MS ? 'met' : 'NOT met'}` : '';
    const figures = [found, quantile(times, 0.5).toFixed(0), p95.toFixed(0), verdict, used.toFixed(0)];
    console.log(`| ${name} | ${figures.join(' | ')} |`);
  }
}

/** A day that is being written: batches of a thousand rows with the trigger and without, and folding them. */
async function measureMaintenance({ query }: Ledger): Promise<void> {
  const today = new Date(Date.parse(LAST_DAY) + 86_400_000).toISOString().slice(0, 10);
  await query('SELECT ensure_usage_partition($1::date)', [today]);
  const batches = async (prefix: string) => {
    const times: number[] = [];
    for (let batch = 0; batch < BATCHES; batch += 1) {
      const insert = INSERT_DAY.replace("'bench-'", `'${prefix}-${batch}-'`);
      times.push(await timed(() => query(insert, [BATCH_ROWS, today])));
    }
    return quantile(times, 0.5);
  };
  await query('ALTER TABLE usage_records DISABLE TRIGGER USER');
  const bare = await batches('bare');
  await query('ALTER TABLE usage_records ENABLE TRIGGER USER');
  const noted = await batches('noted');
  const folding = await timed(() => query('SELECT fold_usage_changes($1)', [BATCHES * BATCH_ROWS]));
  console.log('\n| a thousand rows | ms |');
  console.log('| --- | ---: |');
  console.log(`| inserted, no roll-ups | ${bare.toFixed(1)} |`);
  console.log(`| inserted with their changes noted (what the ledger waits for) | ${noted.toFixed(1)} |`);
  console.log(`| folded later, by one node, ${BATCHES * BATCH_ROWS} at once | ${(folding / BATCHES).toFixed(1)} |`);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(0);
}

function quantile(values: readonly number[], share: number): number {
  return nearestRank(Float64Array.from(values).sort(), share);
}

function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}
