import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Secret } from '../../kernel/secret.js';
import { SecretReference } from '../../state/definition/secret-reference.js';
import { readSecret } from './secret-source.js';

function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'secret-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function found(source: 'env' | 'file', place: string, environment: NodeJS.ProcessEnv = {}): string {
  const secret = readSecret(new SecretReference(source, place), environment);
  return secret instanceof Secret ? `found ${secret.reveal()}` : secret;
}

it('finds variables that are set, and says which are not', () => {
  expect(found('env', 'KEY', { KEY: 'sk-1' })).toBe('found sk-1');
  expect(found('env', 'KEY', { KEY: '' })).toBe('the environment variable KEY is not set');
  expect(found('env', 'KEY')).toBe('the environment variable KEY is not set');
});

it('reads a file without its last line end', () => {
  const path = join(scratch(), 'key');
  for (const [text, secret] of [
    ['sk-1\n', 'sk-1'],
    ['sk-1\r\n', 'sk-1'],
    ['sk-1', 'sk-1'],
    ['two\nlines\n', 'two\nlines'],
  ] as const) {
    writeFileSync(path, text);
    expect(found('file', path)).toBe(`found ${secret}`);
  }
});

it('says why a file gives no secret', () => {
  const directory = scratch();
  const path = join(directory, 'key');
  expect(found('file', path)).toBe(`the file ${path} cannot be read (ENOENT)`);
  writeFileSync(path, '\n');
  expect(found('file', path)).toBe(`the file ${path} is empty`);
  writeFileSync(path, 'x'.repeat(70_000));
  expect(found('file', path)).toBe(`the file ${path} is larger than 65536 bytes`);
  mkdirSync(join(directory, 'folder'));
  expect(found('file', join(directory, 'folder'))).toBe(`${join(directory, 'folder')} is not a file`);
});
