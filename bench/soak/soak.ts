import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { BookkeepingVendor } from '../../test/fakes/bookkeeping.vendor.ts';
import { ChaosProxy } from '../../test/fakes/chaos-proxy.ts';
import { faultyRoutes } from '../../test/fakes/faulty-routes.ts';
import { disturb } from '../../test/fakes/network-weather.ts';
import { seededRandom } from '../../test/fakes/seeded-random.ts';
import { FakeUpstream } from '../../test/fakes/upstream.ts';
import { eventually } from '../../test/setup/eventually.ts';
import { planCores } from '../machine/cores.ts';
import { issueKey, startGateway } from '../subjects/gateway.ts';
import { Services } from '../subjects/services.ts';
import { type Sample, sampleOf } from './sampler.ts';
import type { SoakSettings } from './settings.ts';
import { type Counts, Traffic } from './traffic.ts';

const SAMPLE_MS = 1000;
/** How long a network fault lasts. */
const WEATHER_SAMPLES = 3;

export interface SoakResult {
  readonly samples: readonly Sample[];
  readonly counts: Counts;
  readonly unexplained: readonly string[];
  /** What was wrong after the traffic had ended. */
  readonly left: readonly string[];
}

/** Mixed traffic with faults through one built gateway with everything on; everything else is in this process. */
export async function soak(settings: SoakSettings): Promise<SoakResult> {
  await using stack = new AsyncDisposableStack();
  const cores = planCores();
  const services = stack.adopt(await Services.start(), (started) => started.stop());
  const upstream = stack.adopt(await FakeUpstream.start(), (started) => started.stop());
  const upstreamPort = Number(new URL(upstream.url).port);
  const proxy = stack.adopt(await ChaosProxy.start({ host: '127.0.0.1', port: upstreamPort }), (started) =>
    started.close(),
  );
  const folder = stack.adopt(mkdtempSync(join(tmpdir(), 'ai-gateway-soak-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  );
  const upstreamOrigin = `http://127.0.0.1:${proxy.port}`;
  const configPath = join(folder, 'gateway.yaml');
  writeFileSync(configPath, faultyRoutes(upstreamOrigin, 'env:OPENAI_API_KEY'));
  const random = seededRandom(settings.seed);
  const vendor = new BookkeepingVendor(random, settings.faultShare);
  upstream.on('openai.chat', vendor.chat);
  upstream.on('anthropic.messages', vendor.messages);

  const databaseUrl = await services.newDatabaseUrl();
  const gateway = stack.adopt(
    await startGateway({
      cores,
      upstreamOrigin,
      databaseUrl,
      redisUrl: services.redisUrl,
      dataDirectory: folder,
      configPath,
    }),
    (started) => started.stop(),
  );
  await gateway.ready();
  const traffic = new Traffic({ port: gateway.port, key: await issueKey(gateway.port) }, vendor, random);
  const running = traffic.run(settings.clients);
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  while (elapsed() < settings.durationMs) {
    await pause(SAMPLE_MS);
    // Else each request would be kept for ever.
    upstream.requests.length = 0;
    samples.push(await sampleOf(gateway.pid, gateway.port, elapsed()));
    if (samples.length % WEATHER_SAMPLES !== 0) continue;
    if (await disturb(proxy, random)) traffic.brokeAt = performance.now() + WEATHER_SAMPLES * SAMPLE_MS;
  }
  traffic.stop();
  await proxy.heal();
  await running;
  return {
    samples,
    counts: traffic.counts,
    unexplained: traffic.unexplained,
    left: await leftovers(gateway, proxy, { databaseUrl, asked: traffic.counts.asked }),
  };
}

async function leftovers(
  { pid, port }: { readonly pid: number; readonly port: number },
  proxy: ChaosProxy,
  { databaseUrl, asked }: { readonly databaseUrl: string | null; readonly asked: number },
): Promise<string[]> {
  const left: string[] = [];
  const check = async (what: string, probe: () => boolean | Promise<boolean>) => {
    await eventually(what, probe, 60_000).catch((error: unknown) =>
      left.push(`not true: ${what}. ${String((error as Error).cause ?? '')}`),
    );
  };
  await check('no request is in flight', async () => (await sampleOf(pid, port, 0)).inFlight === 0);
  await check('no socket to the vendor is open', () => proxy.open === 0);
  if (databaseUrl !== null)
    await check(`the ledger has ${asked} rows`, async () => (await rowsIn(databaseUrl)) === asked);
  return left;
}

async function rowsIn(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM usage_records');
    return Number(rows[0]!.count);
  } finally {
    await client.end();
  }
}
