/**
 * `npm run soak`: mixed traffic with faults through one gateway, for minutes or hours. README.md one folder up says how to
 * read the result. Exit code 1 where an error has no cause among the faults, or something is left over.
 */
import { reportOf } from './report.ts';
import { readSoakSettings } from './settings.ts';
import { soak } from './soak.ts';

if (process.platform !== 'linux') {
  console.error('The soak reads memory and open files from /proc, so it needs Linux.');
  process.exit(2);
}

const settings = readSoakSettings(process.argv.slice(2));
console.log(`Soaking for ${settings.durationMs / 60_000} minutes, --seed=${settings.seed}`);
const { text, hasFailed } = reportOf(settings, await soak(settings));
console.log(text);
process.exit(hasFailed ? 1 : 0);
