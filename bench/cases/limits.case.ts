import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadResult } from '../load/job.ts';
import { median } from '../load/percentiles.ts';
import type { Row } from '../report/row.ts';
import { openGateway } from '../subjects/open-gateway.ts';
import type { Subject } from '../subjects/subject.ts';
import type { Bench } from './bench.ts';
import { PLAIN_CALL } from './calls.ts';

/** Every kind at key, user and everybody: out of reach, so that each is counted and none refuses. */
const EVERY_LIMIT = `
limits:
  key: &most { requestsPerMinute: 1000000000, tokensPerMinute: 1000000000, concurrency: 100000 }
  user: *most
  global: *most
budgets:
  key: &budgets [{ amount: 9000000, period: day }, { tokens: 9000000000000000, period: month }]
  user: *budgets
  global: *budgets
prices: [{ provider: openai, model: "*", input: 2.5, output: 10 }]
`;

/** Long enough for the compilers: what is measured later is warm code. */
const FIRST_WARM_UP_MS = 4000;

/** What admission costs with all kinds of limits in Redis, beside a limit of requests alone. The same rounds for both. */
export async function limitsCase(bench: Bench): Promise<Row[]> {
  if (bench.services.redisUrl === null) return [];
  const folder = mkdtempSync(join(tmpdir(), 'ai-gateway-bench-limits-'));
  const configPath = join(folder, 'gateway.yaml');
  writeFileSync(configPath, EVERY_LIMIT);
  const variant = { database: 'postgres', redis: true } as const;
  const plain = await openGateway(bench, variant);
  const limited = await openGateway(bench, { ...variant, configPath });
  try {
    for (const subject of [plain, limited]) await measure(bench, subject, FIRST_WARM_UP_MS);
    const rounds: { readonly plain: LoadResult; readonly limited: LoadResult }[] = [];
    for (let round = 0; round < bench.settings.rounds; round++) {
      bench.progress(`limits, round ${round + 1}`);
      rounds.push({ plain: await measure(bench, plain), limited: await measure(bench, limited) });
    }
    const figure = (pick: (round: (typeof rounds)[number]) => number) => [median(rounds.map(pick))];
    return [
      row(
        'limits-off',
        'requests/s, a limit of requests alone',
        'requests/s',
        figure((one) => one.plain.perSecond),
      ),
      row(
        'limits-on',
        'requests/s, every limit at key, user and everybody',
        'requests/s',
        figure((one) => one.limited.perSecond),
      ),
      row(
        'limits-share',
        'the second in relation to the first',
        'x',
        figure((one) => one.limited.perSecond / one.plain.perSecond),
      ),
      row(
        'limits-cpu',
        'CPU added per request',
        'us',
        figure((one) => one.limited.cpuMicrosPerAnswer - one.plain.cpuMicrosPerAnswer),
      ),
    ];
  } finally {
    await Promise.all([plain.stop(), limited.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(bench: Bench, { target, pid }: Subject, firstMs = 0): Promise<LoadResult> {
  const { connections, warmUpMs, measureMs } = bench.settings;
  const window = { connections, warmUpMs: warmUpMs + firstMs, measureMs, watchedPid: pid };
  const result = await bench.load.measure({ kind: 'closed-loop', target, call: PLAIN_CALL, ...window });
  bench.check('limits', result);
  return result;
}

function row(id: string, title: string, unit: string, figures: readonly number[]): Row {
  return { id, title, unit, comparesWithFloor: false, figures: { 'gateway + Redis': figures } };
}
