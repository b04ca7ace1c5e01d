import { parentPort, workerData } from 'node:worker_threads';
import { ConfigError } from '../config-error.js';
import type { CheckResult, CheckTask } from './check-apart.js';
import { readDefinition } from './read-definition.js';
import { readSecret } from './secret-source.js';

function check({ text, file, providers, environment }: CheckTask): CheckResult {
  try {
    const secret = (reference: Parameters<typeof readSecret>[0]) => readSecret(reference, environment);
    return { value: readDefinition(text, { file, providers, secret }).value };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems };
    throw error;
  }
}

parentPort?.postMessage(check(workerData as CheckTask));
