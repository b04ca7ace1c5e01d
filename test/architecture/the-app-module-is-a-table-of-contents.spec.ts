import { expect, test } from 'vitest';
import { sourceFiles } from './source-files.ts';

test('app.module.ts stays within 60 lines', () => {
  const module = sourceFiles().find(({ path }) => path === 'src/app.module.ts');
  expect(module?.text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
});

test('no source file is longer than 300 lines', () => {
  const long = sourceFiles()
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});
