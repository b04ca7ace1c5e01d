import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../load-config.js';

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-file-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function load(text: string, environment: Record<string, string> = {}) {
  const directory = scratch();
  const path = join(directory, 'gateway.yaml');
  writeFileSync(path, text);
  const config = loadConfig({ DATA_DIR: directory, GATEWAY_CONFIG: path, ...environment }, null);
  return { config, path };
}

const OWN_OPENAI = 'providers:\n  - { name: openai, kind: openai, baseUrl: "http://own/v1" }\n';

it('puts the providers of the file beside those of the environment', () => {
  const { config } = load(OWN_OPENAI, { GROQ_API_KEY: 'gsk-1' });
  expect(config.providers.map(({ name }) => name)).toEqual(['groq', 'echo', 'openai']);
});

it('puts a provider of the same name in its place, and says so', () => {
  const { config } = load(OWN_OPENAI, { OPENAI_API_KEY: 'sk-1' });
  expect(config.providers).toMatchObject([{ name: 'echo' }, { name: 'openai', baseUrl: 'http://own/v1' }]);
  expect(config.gatewayFile?.replacedBy(config.definition)).toEqual(['openai']);
});

it('the default provider may be one of the file', () => {
  const own = 'providers:\n  - { name: own, kind: echo }\n';
  expect(load(own, { AI_PROVIDER: 'own' }).config.defaultProvider).toBe('own');
  expect(() => load(own, { AI_PROVIDER: 'other' })).toThrow('AI_PROVIDER: no provider "other" is configured');
});

it('a local model server need not be there yet', () => {
  const { config } = load('routes:\n  - { model: fast, targets: [{ provider: ollama, model: llama }] }\n');
  expect(config.detectLocalProvider).toBe(true);
  expect(config.definition.routes).toHaveLength(1);
});

it('a file that configures the local model server ends the search for it', () => {
  expect(load('providers:\n  - { name: ollama, kind: ollama }\n').config.detectLocalProvider).toBe(false);
});

it('reads the file again as it is then, with the secrets of the environment and of files', () => {
  const key = join(scratch(), 'key');
  writeFileSync(key, 'first\n');
  const text = `providers:\n  - { name: a, kind: openai, apiKey: "file:${key}" }\n  - { name: b, kind: openai, apiKey: env:KEY }\n`;
  const { config, path } = load(text, { KEY: 'of-the-environment' });
  const keysOf = (providers: (typeof config)['providers']) =>
    providers.flatMap(({ credentials }) => credentials.apiKey?.reveal() ?? []);
  expect(keysOf(config.providers)).toEqual(['first', 'of-the-environment']);
  writeFileSync(key, 'second\n');
  expect(keysOf(config.gatewayFile?.read().providers ?? [])).toEqual(['second', 'of-the-environment']);
  writeFileSync(path, '');
  expect(config.gatewayFile?.read().providers.map(({ name }) => name)).toEqual(['echo']);
});

it('names a file that cannot be read, is none, or is too large', () => {
  const directory = scratch();
  const at = (path: string) => () => loadConfig({ DATA_DIR: directory, GATEWAY_CONFIG: path }, null);
  expect(at(join(directory, 'none.yaml'))).toThrow(/GATEWAY_CONFIG: .*none\.yaml cannot be read \(ENOENT\)/);
  expect(at(directory)).toThrow('is not a file');
  expect(() => load(`# ${'x'.repeat(8 * 1024 * 1024)}`)).toThrow('is larger than 8388608 bytes');
});

it('what is wrong in it stops the start with its place', () => {
  expect(() => load('routes: []\ncolour: blue\n')).toThrow(/- .*gateway\.yaml:2:1: colour: is not known here/);
});
