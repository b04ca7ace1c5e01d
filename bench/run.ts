/**
 * `npm run bench`: measures the gateway against a floor proxy and against the upstream directly. README.md beside this
 * file says how to read the result. Markdown goes to stdout, everything to results/latest.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Bench } from './cases/bench.ts';
import { CASE_RUNS } from './cases/index.ts';
import { machineFacts } from './machine/facts.ts';
import { profileGateway } from './profile/profile-gateway.ts';
import { judge } from './report/goals.ts';
import { toMarkdown } from './report/markdown.ts';
import type { Report } from './report/report.ts';
import type { Row } from './report/row.ts';
import { readSettings } from './settings.ts';

const RESULTS = new URL('results/', import.meta.url);

if (process.platform !== 'linux') {
  console.error('The benchmark reads memory and CPU time from /proc, so it needs Linux.');
  process.exit(2);
}

const settings = readSettings(process.argv.slice(2));
const machine = machineFacts();
const bench = await Bench.start(settings);
try {
  if (settings.profile === null) await measure();
  else console.log(await profileGateway(bench, settings.profile, fileURLToPath(RESULTS)));
} finally {
  await bench.stop();
}

async function measure(): Promise<void> {
  const rows: Row[] = [];
  for (const name of settings.cases) rows.push(...(await CASE_RUNS[name](bench)));
  const report: Report = {
    machine,
    cores: bench.cores.description,
    settings,
    rows,
    goals: judge(rows),
    notes: bench.notes,
    errors: bench.errors,
  };
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(new URL('latest.json', RESULTS), `${JSON.stringify(report, null, 2)}\n`);
  console.log(toMarkdown(report));
  if (report.errors > 0) process.exitCode = 1;
}
