import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../test/setup/eventually.ts';
import { LeashedProcess } from '../../test/setup/processes/leashed-process.ts';
import { freePort } from '../../test/setup/services/free-port.ts';
import { type CorePlan, onSubjectCore } from '../machine/cores.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MANIFEST = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
/** What `npm start` gives to node: its flags, and the built entry. */
const START = MANIFEST.scripts.start
  .split(' ')
  .slice(1)
  .map((argument) => (argument.startsWith('-') ? argument : join(ROOT, argument)));
const ANSWER_BOUND_MS = 60_000;
const LOG_LINES_SHOWN = 30;
const ACCOUNT = { email: 'bench@example.com', password: 'a long enough benchmark password' };
/** Runs a command with its output in a file, and is that command from then on: same process id, same signals. */
const WITH_OUTPUT_IN = 'output=$1; shift; exec "$@" >"$output" 2>&1';

export interface GatewayOptions {
  readonly cores: CorePlan;
  readonly upstreamOrigin: string;
  /** `null`: the embedded database, in `dataDirectory`. */
  readonly databaseUrl: string | null;
  /** `null`: the limiter in memory. */
  readonly redisUrl: string | null;
  readonly dataDirectory: string;
  /** `gateway.yaml`, where one is needed. */
  readonly configPath?: string;
  readonly nodeOptions?: readonly string[];
}

/** A gateway process just started; it may not listen yet. */
export interface GatewayProcess {
  readonly pid: number;
  readonly port: number;
  /** When the process was there: `performance.now()`. */
  readonly startedAt: number;
  /** Rejects with the gateway's own words if it ended by itself. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** As in production, everything on; only the limits are out of the way. The log goes to a file. */
export async function startGateway(options: GatewayOptions): Promise<GatewayProcess> {
  const port = await freePort();
  const log = join(options.dataDirectory, 'gateway.log');
  const node = { command: process.execPath, args: [...(options.nodeOptions ?? []), ...START] };
  const placed = onSubjectCore(options.cores, node);
  const gateway = await LeashedProcess.start(
    {
      command: '/bin/sh',
      args: ['-c', WITH_OUTPUT_IN, 'gateway', log, placed.command, ...placed.args],
      stopSignal: 'SIGTERM',
    },
    environment(options, port),
  );
  const startedAt = performance.now();
  const ready = async (): Promise<void> => {
    const answers = async () => gateway.hasEnded || (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
    await eventually('the gateway is ready', answers, ANSWER_BOUND_MS);
    if (gateway.hasEnded) throw new Error(`The gateway ended before it was ready:\n${lastLines(log)}`);
  };
  return { pid: gateway.pid, port, startedAt, ready, stop: async () => void (await gateway.stop()) };
}

/** Registers the first account and makes it a key, as a newcomer would. */
export async function issueKey(port: number): Promise<string> {
  await post(port, '/auth/register', ACCOUNT);
  const { api_key: key } = await post(port, '/auth/keys', { ...ACCOUNT, key_name: 'bench' });
  if (typeof key !== 'string') throw new Error('POST /auth/keys gave no api_key');
  return key;
}

function environment(options: GatewayOptions, port: number): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: options.dataDirectory,
    GATEWAY_SECRET: gatewaySecret,
    DEFAULT_RATE_LIMIT: '1000000000',
    LOG_FORMAT: 'json',
    OPENAI_API_KEY: 'sk-bench',
    OPENAI_BASE_URL: `${options.upstreamOrigin}/v1`,
    // OpenAI's own models speak both of its dialects; this one speaks chat alone.
    OPENAI_COMPATIBLE_BASE_URL: `${options.upstreamOrigin}/v1`,
    ANTHROPIC_API_KEY: 'sk-bench',
    ANTHROPIC_BASE_URL: options.upstreamOrigin,
    GEMINI_API_KEY: 'sk-bench',
    GEMINI_BASE_URL: options.upstreamOrigin,
    OLLAMA_BASE_URL: options.upstreamOrigin,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIABENCH',
    AWS_SECRET_ACCESS_KEY: 'bench',
    BEDROCK_BASE_URL: options.upstreamOrigin,
    ...(options.databaseUrl !== null && { DATABASE_URL: options.databaseUrl }),
    ...(options.redisUrl !== null && { REDIS_URL: options.redisUrl }),
    ...(options.configPath !== undefined && { GATEWAY_CONFIG: options.configPath }),
  };
}

function lastLines(path: string): string {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LOG_LINES_SHOWN).join('\n');
}

/** One for the whole run: a gateway that starts again on the same data needs the same. */
const gatewaySecret = randomBytes(32).toString('hex');

async function post(port: number, path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`POST ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}
