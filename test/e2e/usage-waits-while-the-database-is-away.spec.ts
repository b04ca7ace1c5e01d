import { Relay } from '../integration/relay.fixtures.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { LedgerRows } from '../setup/ledger-rows.ts';
import { SteadyTraffic } from '../setup/steady-traffic.ts';
import { expect, test } from './fixtures.ts';

test('what is answered without a database is in the ledger afterwards, once', async ({ database }) => {
  const relay = await Relay.cut(database.url);
  await relay.mend();
  await using gateway = await Gateway.start({ env: { DATABASE_URL: relay.url } });
  const { api_key: apiKey } = await issueKey(gateway, await register(gateway));
  const traffic = new SteadyTraffic(gateway, apiKey, 16);
  await eventually('traffic flows', () => traffic.answered.length > 100);
  // In the middle of it: batches may be under way.
  await relay.cut();
  const before = traffic.answered.length;
  await eventually('much is answered without a database', () => traffic.answered.length > before + 1500);
  await traffic.stop();
  expect(traffic.failures).toEqual([]);

  await relay.mend();
  await using ledger = await LedgerRows.of(database.url);
  await eventually('all of it is in the ledger', async () => {
    const counts = await ledger.counts();
    return traffic.answered.every((id) => counts.get(id) === 1);
  });
  expect([...(await ledger.counts()).values()].filter((count) => count !== 1)).toEqual([]);
});
