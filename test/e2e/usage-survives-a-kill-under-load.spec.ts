import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { LedgerRows } from '../setup/ledger-rows.ts';
import { SteadyTraffic } from '../setup/steady-traffic.ts';
import { expect, test } from './fixtures.ts';

test('every answer that was read before kill -9 is in the ledger, once', async ({ gateway, apiKey, database }) => {
  const traffic = new SteadyTraffic(gateway, apiKey, 48);
  await eventually('much is answered', () => traffic.answered.length > 1500);
  expect(await gateway.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
  await traffic.stop();
  // It was killed with requests under way.
  expect(traffic.failures.length).toBeGreaterThan(0);

  await using successor = await Gateway.start({
    dataDirectory: gateway.dataDirectory,
    env: { DATABASE_URL: database.url },
  });
  await using ledger = await LedgerRows.of(database.url);
  const counts = await eventually('all of them are in the ledger', async () => {
    const counts = await ledger.counts();
    return traffic.answered.every((id) => counts.has(id)) && counts;
  });
  expect(traffic.answered.filter((id) => counts.get(id) !== 1)).toEqual([]);
  expect(new Set(traffic.answered).size).toBe(traffic.answered.length);
  expect(successor.log.filter((line) => String(line['msg']).includes('set aside'))).toEqual([]);
});
