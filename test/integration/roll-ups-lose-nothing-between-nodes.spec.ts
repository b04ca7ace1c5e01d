import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReconciliationStore } from '../../src/admin/usage/reconciliation/reconciliation.store.js';
import { RollUpFolder } from '../../src/admin/usage/roll-up/roll-up.folder.js';
import { RollUpStore } from '../../src/admin/usage/roll-up/roll-up.store.js';
import type { Database } from '../../src/database/database.js';
import { aGround, type Ground } from './database.fixtures.ts';
import { aLedgerRow, book, type LedgerRow } from './usage.fixtures.ts';

const NODES = 4;
const BATCHES = 25;
const BATCH_ROWS = 40;
const WHOLE = { from: Date.parse('2026-10-01'), to: Date.parse('2026-11-01') };

describe('nodes that write, fold and rebuild at once', () => {
  let ground: Ground;
  let nodes: Database[];

  beforeAll(async () => {
    ground = await aGround('postgres');
    nodes = await Promise.all(Array.from({ length: NODES }, () => ground.openNode()));
  });
  afterAll(() => ground.close());

  /** The same few series on every node: all write to the same sums. Every fifth batch is one that another node sent too. */
  const batch = (node: number, number: number): LedgerRow[] =>
    Array.from({ length: BATCH_ROWS }, (_, row) => {
      const sender = number % 5 === 0 ? 0 : node;
      return aLedgerRow({
        requestId: `${sender}-${number}-${row}`,
        startedAt: new Date(Date.UTC(2026, 9, 5, 12, number % 2, row)),
        model: `model-${row % 3}`,
        input: row,
        costNanos: BigInt(number * row),
      });
    });

  it('every row is counted once', async () => {
    const [first] = nodes;
    if (first === undefined) throw new Error('There are no nodes.');
    const written = new AbortController();
    const { signal } = written;
    const writers = nodes.map(async (node, index) => {
      for (let number = 0; number < BATCHES; number += 1) await book(node, batch(index, number));
    });
    const folders = nodes.map(async (node) => {
      for (const store = new RollUpStore(node); !signal.aborted;) await store.fold(77);
    });
    const rebuilder = (async () => {
      for (const store = new ReconciliationStore(first); !signal.aborted;) await store.rebuild(WHOLE);
    })();
    await Promise.all(writers).finally(() => written.abort());
    await Promise.all([...folders, rebuilder]);

    const sums = `sum(requests)::integer AS requests, sum(input_uncached)::integer AS tokens, sum(cost_nanos)::bigint AS nanos`;
    const [rows] = await first.query(
      `SELECT count(*)::integer AS requests, sum(input_uncached)::integer AS tokens, sum(cost_nanos)::bigint AS nanos
       FROM usage_records`,
    );
    expect(rows).toMatchObject({ requests: (NODES * 20 + 5) * BATCH_ROWS });
    // Folded or still waiting: together they are the rows, at any moment.
    expect(await new ReconciliationStore(first).differences(WHOLE)).toEqual([]);
    await new RollUpFolder(new RollUpStore(first)).fold();
    expect(await first.query('SELECT count(*)::integer AS waiting FROM usage_changes')).toEqual([{ waiting: 0 }]);
    for (const table of ['usage_hourly', 'usage_daily']) {
      expect(await first.query(`SELECT ${sums} FROM ${table}`)).toEqual([rows]);
    }
    expect(await first.query('SELECT count(*)::integer AS series FROM usage_series')).toEqual([{ series: 3 }]);
  });

  it('what was billed beside an answer counts to whom it was billed by, and is no request', async () => {
    const [node] = nodes;
    if (node === undefined) throw new Error('There are no nodes.');
    const row = aLedgerRow({
      startedAt: new Date('2026-10-20T10:00:00Z'),
      model: 'second',
      provider: 'claude',
      costNanos: 900n,
    });
    await book(node, [row]);
    await node.query('UPDATE usage_records SET billed_attempts = $1, cost_nanos = 1200 WHERE request_id = $2', [
      JSON.stringify([
        {
          provider: 'openai',
          model: 'first',
          input_uncached: 70,
          output: 7,
          usage_source: 'provider',
          cost_nanos: 300,
        },
        { provider: 'openai', model: 'first', input_uncached: 5, usage_source: 'estimated' },
      ]),
      row.requestId,
    ]);
    const figures = `SELECT provider, model, requests::integer, input_uncached::integer AS input, output::integer,
        cost_nanos::integer AS nanos, unpriced::integer, estimated::integer, latency_us::integer AS latency
      FROM usage_hourly JOIN usage_series ON id = series WHERE starts_at = '2026-10-20T10:00:00Z' ORDER BY provider`;
    await new RollUpFolder(new RollUpStore(node)).fold();
    const expected = [
      {
        provider: 'claude',
        model: 'second',
        requests: 1,
        input: 100,
        output: 10,
        nanos: 900,
        unpriced: 0,
        estimated: 0,
        latency: 100_000,
      },
      {
        provider: 'openai',
        model: 'first',
        requests: 0,
        input: 75,
        output: 7,
        nanos: 300,
        unpriced: 1,
        estimated: 1,
        latency: 0,
      },
    ];
    expect(await node.query(figures)).toEqual(expected);
    const store = new ReconciliationStore(node);
    expect(await store.differences(WHOLE)).toEqual([]);
    await store.rebuild(WHOLE);
    expect(await node.query(figures)).toEqual(expected);
  });
});
