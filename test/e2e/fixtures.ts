import { test as base } from 'vitest';
import { FakeUpstream } from '../fakes/upstream.ts';
import { issueKey, register } from '../setup/accounts.ts';
import { freshDatabase } from '../setup/fresh-database.ts';
import { Gateway } from '../setup/gateway.ts';
import { ollamaClient } from '../setup/ollama-client.ts';
import { anthropicClient } from '../setup/anthropic-client.ts';
import { openaiClient } from '../setup/openai-client.ts';

export { expect } from 'vitest';

/** The gateway's own credentials at the vendors. */
export const VENDOR_KEY = 'sk-canary-of-the-vendor';

const NO_CHANGES: Readonly<Record<string, string>> = {};

/**
 * One gateway, one database, one vendor and one key a spec file, made when a test first asks for them.
 * `test.override('env', { … })` gives the gateway other settings.
 */
export const test = base
  .extend('env', { scope: 'file' }, NO_CHANGES)
  .extend('vendor', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await FakeUpstream.start();
    onCleanup(() => vendor.stop());
    return vendor;
  })
  .extend('database', { scope: 'file' }, async ({}, { onCleanup }) => {
    const database = await freshDatabase();
    onCleanup(() => database.drop());
    return database;
  })
  .extend('gateway', { scope: 'file' }, async ({ env, vendor, database }, { onCleanup }) => {
    const gateway = await Gateway.start({
      env: {
        DATABASE_URL: database.url,
        OPENAI_BASE_URL: `${vendor.url}/v1`,
        OPENAI_API_KEY: VENDOR_KEY,
        ANTHROPIC_BASE_URL: vendor.url,
        ANTHROPIC_API_KEY: VENDOR_KEY,
        OLLAMA_BASE_URL: vendor.url,
        GEMINI_BASE_URL: vendor.url,
        GEMINI_API_KEY: VENDOR_KEY,
        VERTEX_BASE_URL: vendor.url,
        VERTEX_PROJECT: 'project-fake',
        // Google's library asks this host who it is.
        GCE_METADATA_HOST: new URL(vendor.url).host,
        ...env,
      },
    });
    onCleanup(async () => void (await gateway.stop('SIGKILL')));
    return gateway;
  })
  .extend('owner', { scope: 'file' }, ({ gateway }) => register(gateway))
  .extend('apiKey', { scope: 'file' }, async ({ gateway, owner }) => (await issueKey(gateway, owner)).api_key)
  .extend('openai', { scope: 'file' }, ({ gateway, apiKey }) => openaiClient(gateway, apiKey))
  .extend('ollama', { scope: 'file' }, ({ gateway, apiKey }) => ollamaClient(gateway, apiKey))
  .extend('anthropic', { scope: 'file' }, ({ gateway, apiKey }) => anthropicClient(gateway, apiKey))
  // The file's vendor again, with no memory of the test before.
  .extend('upstream', ({ vendor }) => {
    vendor.reset();
    return vendor;
  });
