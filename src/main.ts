import { enableCompileCache } from 'node:module';

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
const { run } = await import('./run.js');
await run();
