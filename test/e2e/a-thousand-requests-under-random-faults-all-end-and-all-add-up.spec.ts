import pg from 'pg';
import { BookkeepingVendor, type BookEntry } from '../fakes/bookkeeping.vendor.ts';
import { ChaosProxy } from '../fakes/chaos-proxy.ts';
import { FAULTY_ROUTES, faultyRoutes } from '../fakes/faulty-routes.ts';
import { disturb } from '../fakes/network-weather.ts';
import { seededRandom } from '../fakes/seeded-random.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { anthropicMessagesDoor } from '../setup/doors/anthropic-messages.door.ts';
import { askDoor } from '../setup/doors/ask-door.ts';
import { openaiChatDoor } from '../setup/doors/openai-chat.door.ts';
import { type Answered, readAnswer } from '../setup/doors/read-answer.ts';
import { eventually } from '../setup/eventually.ts';
import { freshRedis } from '../setup/fresh-redis.ts';
import { GatewayFile } from '../setup/gateway-file.ts';
import { Gateway } from '../setup/gateway.ts';
import { samplesOf } from '../setup/prometheus-text.ts';
import { expect, test, VENDOR_KEY } from './fixtures.ts';

const REQUESTS = 1000;
const AT_ONCE = 24;
const FAULT_SHARE = 0.42;
/** FAULT_SEED repeats a schedule; which request meets which part of it is left to the machine. */
const SEED = Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 1e6));
const DOORS = [openaiChatDoor, anthropicMessagesDoor];

interface Row {
  readonly request_id: string;
  readonly status: number;
  readonly error_code: string | null;
  readonly input_uncached: number;
  readonly output: number;
  readonly usage_source: 'provider' | 'estimated';
  readonly billed_attempts:
    | readonly (Pick<Row, 'usage_source' | 'output'> & { readonly input_uncached?: number })[]
    | null;
}

interface Outcome extends Answered {
  readonly requestId: string;
}

test(`${REQUESTS} requests over two nodes, seed ${SEED}`, { timeout: 300_000 }, async ({ vendor, database }) => {
  console.log(`FAULT_SEED=${SEED}`);
  const random = seededRandom(SEED);
  const bookkeeper = new BookkeepingVendor(random, FAULT_SHARE);
  vendor.on('openai.chat', bookkeeper.chat);
  vendor.on('anthropic.messages', bookkeeper.messages);
  const proxy = await ChaosProxy.start({ host: '127.0.0.1', port: Number(new URL(vendor.url).port) });
  await using redis = await freshRedis();
  const env = {
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    REDIS_TIMEOUT_MS: '2000',
    UPSTREAM_FIRST_BYTE_TIMEOUT_MS: '1500',
    VENDORS_KEY: VENDOR_KEY,
    GATEWAY_CONFIG: new GatewayFile(faultyRoutes(`http://127.0.0.1:${proxy.port}`, 'env:VENDORS_KEY')).path,
  };
  await using one = await Gateway.start({ env });
  await using other = await Gateway.start({ env });
  const nodes = [one, other];
  const { api_key: key } = await issueKey(one, await register(one), { requests_per_minute: 1_000_000 });

  async function ask(index: number): Promise<Outcome> {
    const requestId = `req-${SEED}-${index}`;
    const door = DOORS[index % 2]!;
    const stream = random() < 0.6;
    const model = FAULTY_ROUTES[random() < 0.5 ? 0 : 1];
    const node = nodes[random() < 0.5 ? 0 : 1]!;
    const response = await askDoor(
      node,
      key,
      door,
      { model, stream, prompt: `Request ${index}: tell me.` },
      { 'x-request-id': requestId },
    );
    return { requestId, ...(await readAnswer(response, door, stream)) };
  }

  const outcomes: Outcome[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < REQUESTS) {
        const index = next++;
        if (index % 25 === 24) await disturb(proxy, random);
        outcomes.push(await ask(index));
      }
    }),
  );
  await proxy.heal();

  const complete = outcomes.filter(({ error }) => error === null);
  expect(outcomes).toHaveLength(REQUESTS);
  expect(complete.length).toBeGreaterThan(REQUESTS / 2);
  expect(complete.length).toBeLessThan(REQUESTS);

  await using client = await connected(database.url);
  const rows = await eventually('every request is in the ledger', async () => {
    const { rows } = await client.query<Row>('SELECT * FROM usage_records WHERE request_id LIKE $1', [`req-${SEED}-%`]);
    return rows.length >= REQUESTS && rows;
  });
  expect(rows).toHaveLength(REQUESTS);
  const rowOf = new Map(rows.map((row) => [row.request_id, row]));
  for (const outcome of outcomes) addsUp(outcome, rowOf.get(outcome.requestId)!, bookkeeper.billed(outcome.requestId));

  for (const node of nodes) {
    await eventually('nothing is in flight', async () => {
      const { body } = await node.call<string>('GET', '/metrics');
      return samplesOf(body, 'gateway_requests_in_flight')[0]?.value === 0;
    });
  }
  // The vendor closes what has been idle for five seconds: what stays is in use, or was forgotten.
  await eventually('no socket to the vendor is left', () => proxy.open === 0);
  await proxy.close();
});

/** The row against the vendor's book. */
function addsUp({ requestId, text, error }: Outcome, row: Row, billed: readonly BookEntry[]): void {
  const what = `${requestId}: ${JSON.stringify({ error, row, billed })}`;
  const told = billed.filter(({ hasToldUsage }) => hasToldUsage);
  const isTold = ({ input_uncached: input = 0, output }: { input_uncached?: number; output: number }) =>
    told.some((entry) => entry.input === Number(input) && entry.output === Number(output));
  if (error === null) {
    const answered = told.find((entry) => entry.text === text);
    expect(answered, what).toBeDefined();
    expect(row, what).toMatchObject({ status: 200, error_code: null, usage_source: 'provider' });
    expect([Number(row.input_uncached), Number(row.output)], what).toEqual([answered!.input, answered!.output]);
  } else {
    expect(row.error_code, what).not.toBeNull();
    // What the vendor did not say, or not to the end, is an estimate and marked as one.
    if (row.usage_source === 'provider' && Number(row.output) > 0) expect(isTold(row), what).toBe(true);
  }
  for (const attempt of row.billed_attempts ?? []) {
    if (attempt.usage_source === 'provider') expect(isTold(attempt), what).toBe(true);
  }
}

async function connected(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}
