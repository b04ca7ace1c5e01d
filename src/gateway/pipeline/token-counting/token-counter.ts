import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { CanonicalRequest } from '../../protocols/canonical/request.js';
import { countableParts } from './countable-parts.js';

/**
 * Characters counted at a time. The tokenizer's time grows with the square of a run without spaces: 2048 times the same
 * letter take 3 ms, so nobody else waits longer than that.
 */
const SLICE = 2048;
/** Characters counted at all; what is beyond goes by the ratio found so far. */
const COUNTED = 256 * 1024;

type CountText = (text: string) => number;

/**
 * How many tokens a request is, for targets that do not count themselves. An estimate: the tokenizer is OpenAI's o200k_base,
 * and other vendors' differ from it by a few per cent on prose and by more on code and rare scripts.
 */
@Injectable()
export class TokenCounter {
  #countText: Promise<CountText> | null = null;

  async count(request: CanonicalRequest): Promise<number> {
    const { texts, flat } = countableParts(request);
    this.#countText ??= loadTokenizer();
    return flat + (await countTexts(texts, await this.#countText));
  }
}

/** Loaded when first asked for: its table takes 150 ms and 50 MB, and most gateways never count. */
async function loadTokenizer(): Promise<CountText> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  // Text that looks like a control token is text here.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
}

async function countTexts(texts: readonly string[], countText: CountText): Promise<number> {
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  let characters = 0;
  let tokens = 0;
  let sincePause = 0;
  for (const text of texts) {
    for (let at = 0; at < text.length && characters < COUNTED; at += SLICE) {
      const slice = text.slice(at, at + SLICE);
      tokens += countText(slice);
      characters += slice.length;
      sincePause += slice.length;
      if (sincePause < SLICE) continue;
      sincePause = 0;
      await setImmediate();
    }
  }
  return characters === 0 ? 0 : Math.round((tokens * total) / characters);
}
