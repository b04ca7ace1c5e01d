import { expect, test } from 'vitest';
import { sourceFiles, withoutComments } from './source-files.ts';

test('process.env appears in src/config only', () => {
  const readers = sourceFiles()
    .filter(({ text }) => /\bprocess\.env\b|\bloadEnvFile\b|from 'dotenv'/.test(withoutComments(text)))
    .map(({ path }) => path);
  expect(readers.filter((path) => !path.startsWith('src/config/'))).toEqual([]);
  expect(readers.length).toBeGreaterThan(0);
});
