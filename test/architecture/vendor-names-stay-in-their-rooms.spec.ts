import { expect, test } from 'vitest';
import { sourceFiles, withoutComments } from './source-files.ts';

/**
 * Where a vendor may be named: what it speaks and how it is reached, the door that speaks its protocol, and the banner,
 * which tells people whose clients they can use.
 */
const ROOMS = /^src\/(gateway\/(protocols|providers|ingress)\/|http\/banner\.ts$)/;
const VENDORS = /openai|ollama|anthropic|gemini|claude|azure|mistral|bedrock/i;

/** Names of dialects and of the folders of doors are addresses, not decisions about a vendor. */
const ADDRESSES =
  /from '[^']*'|import\('[^']*'\)|'(?!openai-compatible)(openai|anthropic|gemini|ollama|bedrock)-[a-z-]+'|'?\bgemini'?(?=[':])/g;

test('no decision outside protocols/ and providers/ depends on a vendor', () => {
  const named = sourceFiles()
    .filter(({ path }) => !ROOMS.test(path))
    .flatMap(({ path, text }) =>
      withoutComments(text)
        .replaceAll(ADDRESSES, '')
        .split('\n')
        .filter((line) => VENDORS.test(line))
        .map((line) => `${path}: ${line.trim()}`),
    );
  expect(named).toEqual([]);
});
