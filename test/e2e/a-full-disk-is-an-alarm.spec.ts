import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { Relay } from '../integration/relay.fixtures.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { eventually } from '../setup/eventually.ts';
import { Gateway } from '../setup/gateway.ts';
import { LedgerRows } from '../setup/ledger-rows.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { SteadyTraffic } from '../setup/steady-traffic.ts';
import { expect, test as base } from './fixtures.ts';

/** A real disk of 256 KiB where the spool is. `null` where nobody may mount one. */
const test = base.extend('fullSoon', async ({}, { onCleanup }) => {
  const dataDirectory = mkdtempSync(join(inject('scratchDirectory'), 'full-'));
  const spool = join(dataDirectory, 'spool');
  mkdirSync(spool);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', spool], { stdio: 'ignore' });
  } catch {
    return null;
  }
  onCleanup(() => void execFileSync('umount', ['--lazy', spool]));
  return { dataDirectory, spool };
});

async function valueOf(gateway: Gateway, name: string): Promise<number> {
  const { body } = await gateway.call<string>('GET', '/metrics');
  return samplesOf(body, name)[0]?.value ?? Number.NaN;
}

test('requests are answered, operators are told, and nothing is lost', async ({ fullSoon, database, skip }) => {
  if (fullSoon === null) return skip('mounting a file system takes root');
  const { dataDirectory, spool } = fullSoon;
  const relay = await Relay.cut(database.url);
  await relay.mend();
  await using gateway = await Gateway.start({ dataDirectory, env: { DATABASE_URL: relay.url } });
  const { api_key: apiKey } = await issueKey(gateway, await register(gateway));
  await using ledger = await LedgerRows.of(database.url);
  const warmUp = new SteadyTraffic(gateway, apiKey, 1);
  await eventually('the key is known', () => warmUp.answered.length > 0);
  await warmUp.stop();
  await relay.cut();

  const traffic = new SteadyTraffic(gateway, apiKey, 8);
  await eventually('the disk is full', async () => (await valueOf(gateway, 'gateway_usage_rows_held')) > 100);
  await traffic.stop();
  expect(traffic.failures).toEqual([]);
  expect(await valueOf(gateway, 'gateway_usage_rows_refused')).toBeGreaterThan(100);
  expect(await valueOf(gateway, 'gateway_usage_rows_lost')).toBe(0);
  expect((await gateway.call('GET', '/health')).body).toMatchObject({
    details: { usage: { status: 'up', spool: 'refusing', reason: expect.stringContaining('ENOSPC') } },
  });
  const alarms = gateway.log.filter((line) => String(line['msg']).includes('spool cannot be written'));
  expect(alarms).toHaveLength(1);

  // Room again, and the database still away: rows leave the memory first.
  execFileSync('mount', ['-o', 'remount,size=64m', spool]);
  await eventually('rows are on disk', async () => (await valueOf(gateway, 'gateway_usage_rows_held')) === 0);
  expect((await gateway.call('GET', '/health')).body).toMatchObject({ details: { usage: { spool: 'writable' } } });
  await relay.mend();
  await eventually('all rows are in the ledger, once', async () => {
    const counts = await ledger.counts();
    return traffic.answered.every((id) => counts.get(id) === 1);
  });
});
