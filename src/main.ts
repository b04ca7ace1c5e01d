import { enableCompileCache } from 'node:module';
import { setFlagsFromString } from 'node:v8';

const OLDEST_NODE = 22;
const major = Number(process.versions.node.split('.')[0]);
if (major < OLDEST_NODE) {
  process.stderr.write(
    `Node ${process.versions.node} is too old (${OLDEST_NODE} or newer is needed). ` +
      'Start with "npm start": the project brings its own Node.\n',
  );
  process.exit(1);
}
enableCompileCache();
// Loading modules makes garbage in bursts, and V8 answers by quadrupling its young generation for good: 20 MB that an
// idle process keeps. It may grow again when there is traffic (run.ts).
setFlagsFromString('--semi-space-growth-factor=1');
const { run } = await import('./run.js');
await run();
