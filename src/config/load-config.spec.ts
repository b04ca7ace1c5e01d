import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ConfigError } from './config-error.js';
import { loadConfig } from './load-config.js';

const SECRET = '0123456789abcdef0123456789abcdef';

function load(environment: Record<string, string>) {
  const directory = mkdtempSync(join(tmpdir(), 'config-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return loadConfig({ DATA_DIR: directory, ...environment }, null);
}

function problemsOf(environment: Record<string, string>): string {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

it('an empty environment is a working development setup', () => {
  const config = load({});
  expect(config).toMatchObject({
    production: false,
    http: { host: '127.0.0.1', port: 3000 },
    auth: { registration: 'open' },
    defaultProvider: 'ollama',
    detectLocalProvider: true,
  });
  expect(config.providers.map(({ name }) => name)).toEqual(['echo']);
});

it('production closes what development leaves open', () => {
  const config = load({ NODE_ENV: 'production', GATEWAY_SECRET: SECRET });
  expect(config).toMatchObject({
    production: true,
    http: { host: '0.0.0.0' },
    auth: { registration: 'closed' },
    observability: { format: 'json' },
    providers: [],
  });
});

it('an empty variable is one that is not set', () => {
  expect(load({ PORT: '', DATABASE_URL: '' })).toMatchObject({ http: { port: 3000 }, database: { url: null } });
});

it('names every bad variable at once and shows no value', () => {
  const bad = {
    NODE_ENV: 'production',
    PORT: 'canary-port',
    BODY_LIMIT_BYTES: '1',
    LOG_FORMAT: 'canary-format',
    ECHO_PROVIDER: 'canary-boolean',
    DATABASE_URL: 'mysql://user:canary-password@host/db',
    REDIS_URL: 'http://:canary-password@host',
    OPENAI_BASE_URL: 'ftp://canary-host',
    OPENAI_COMPATIBLE_QUIRKS: '{canary',
  };
  const problems = problemsOf(bad);
  for (const name of [...Object.keys(bad).slice(1), 'GATEWAY_SECRET']) expect(problems).toContain(`- ${name}: `);
  expect(problems).not.toContain('canary');
});

it('a cluster has no databases', () => {
  const cluster = { REDIS_CLUSTER: 'true', REDIS_URL: 'redis://:canary@host' };
  expect(load({ ...cluster, REDIS_URL: `${cluster.REDIS_URL}/0` }).redis.isCluster).toBe(true);
  expect(problemsOf({ ...cluster, REDIS_URL: `${cluster.REDIS_URL}/2` })).toContain(
    '- REDIS_URL: a Redis Cluster has no',
  );
});

it('a replica needs its primary', () => {
  const replica = { DATABASE_REPLICA_URL: 'postgres://canary@replica/db' };
  expect(problemsOf(replica)).toContain('- DATABASE_REPLICA_URL: needs DATABASE_URL');
  expect(problemsOf(replica)).not.toContain('canary');
  expect(load({ ...replica, DATABASE_URL: 'postgres://primary/db' }).database.replicaUrl?.reveal()).toContain(
    '@replica',
  );
  expect(load({}).database).toMatchObject({ replicaUrl: null, replicaMaxLagMs: 10_000 });
});

it('a secret that is too short is refused without being shown', () => {
  const problems = problemsOf({ GATEWAY_SECRET: 'canary' });
  expect(problems).toContain('- GATEWAY_SECRET: must have at least 32 characters');
  expect(problems).not.toContain('canary');
});

it('a quirk that does not exist is named', () => {
  expect(problemsOf({ OPENAI_COMPATIBLE_QUIRKS: '{"supportsToolz":false}' })).toMatch(
    /- OPENAI_COMPATIBLE_QUIRKS: .*supportsToolz/,
  );
});

it('a default provider that nobody has configured is refused, with those there are', () => {
  expect(problemsOf({ AI_PROVIDER: 'openai' })).toContain('(configured: echo)');
  expect(load({ AI_PROVIDER: 'openai', OPENAI_API_KEY: 'sk-1' }).defaultProvider).toBe('openai');
});

it('a name that two providers would share is refused', () => {
  const shared = { OPENAI_COMPATIBLE_NAME: 'openai', OPENAI_COMPATIBLE_BASE_URL: 'http://localhost:1/v1' };
  expect(problemsOf({ ...shared, OPENAI_API_KEY: 'sk-1' })).toContain('- OPENAI_COMPATIBLE_NAME: "openai"');
  expect(problemsOf(shared)).toBe('');
});

it('a vendor of the catalogue is there with its key or its address, and no two providers have one name', () => {
  const named = (environment: Record<string, string>) =>
    load({ ECHO_PROVIDER: 'false', ...environment }).providers.map(({ name, baseUrl }) => `${name} ${baseUrl}`);
  expect(named({ GROQ_API_KEY: 'gsk-1' })).toEqual(['groq https://api.groq.com/openai/v1']);
  expect(named({ VLLM_BASE_URL: 'http://gpu:8000/v1/' })).toEqual(['vllm http://gpu:8000/v1']);
  const shared = { OPENAI_COMPATIBLE_NAME: 'groq', OPENAI_COMPATIBLE_BASE_URL: 'http://localhost:1/v1' };
  expect(problemsOf({ ...shared, GROQ_API_KEY: 'gsk-1' })).toContain('- OPENAI_COMPATIBLE_NAME: "groq"');
  expect(problemsOf({ AI_PROVIDER: 'mistral' })).toContain('AI_PROVIDER: no provider "mistral" is configured');
});

it('a base URL loses its slash, and the local model server is not looked for where one is configured', () => {
  const config = load({ OLLAMA_BASE_URL: 'http://models:11434/' });
  expect(config.providers[0]?.baseUrl).toBe('http://models:11434');
  expect(config.detectLocalProvider).toBe(false);
});

it('outside production the secret is made once, kept, and nobody else may read it', () => {
  const directory = mkdtempSync(join(tmpdir(), 'config-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const first = loadConfig({ DATA_DIR: directory }, null).auth.gatewaySecret.reveal();
  expect(loadConfig({ DATA_DIR: directory }, null).auth.gatewaySecret.reveal()).toBe(first);
  const file = join(directory, 'gateway.secret');
  expect(readFileSync(file, 'utf8').trim()).toBe(first);
  expect(statSync(file).mode & 0o077).toBe(0);
});

it.for([
  [undefined, null],
  ['*', true],
  ['https://a.example, https://b.example', ['https://a.example', 'https://b.example']],
] as const)('CORS_ORIGINS %s', ([text, origins]) => {
  expect(load(text === undefined ? {} : { CORS_ORIGINS: text }).http.corsOrigins).toEqual(origins);
});
