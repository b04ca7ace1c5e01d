import { inputTokens, outputTokens, type TokenUsage } from '../../../kernel/token-usage.js';

/** How a family of models counts and answers, as far as it is known. */
export interface ModelHabits {
  readonly tokensPerByte: number;
  /** Tokens of an answer of which the client did not say how long it may get. */
  readonly answerTokens: number;
}

/**
 * Before anything was heard: o200k_base takes one token for 4.0 bytes of English with tables, 4.3 of TypeScript, 5.3 of
 * indented JSON, 2.7 of JSON full of versions and hashes (demand.spec.ts measures it). Too much is the safe side.
 */
export const UNKNOWN_HABITS: ModelHabits = { tokensPerByte: 1 / 3, answerTokens: 1024 };

/** A new report moves the mean by this part. */
const WEIGHT = 0.1;
/** Bodies so small that the vendor's own overhead decides, and ratios that no tokenizer has. */
const LEAST_BYTES = 200;
const LEAST_RATIO = 1 / 20;
const MOST_RATIO = 2;
const REMEMBERED_FAMILIES = 500;

/** Learns from what vendors report, per family of models. In memory: each node learns within its first few requests. */
export class HabitsLearned {
  readonly #families = new Map<string, { tokensPerByte: number; answerTokens: number }>();

  of(model: string): ModelHabits {
    return this.#families.get(familyOf(model)) ?? UNKNOWN_HABITS;
  }

  /** @param textBytes of the request, without attachments; `null` where it had some, for they count otherwise */
  learn(model: string, textBytes: number | null, usage: TokenUsage): void {
    if (usage.source !== 'provider') return;
    const family = familyOf(model);
    let habits = this.#families.get(family);
    if (habits === undefined) {
      if (this.#families.size >= REMEMBERED_FAMILIES) this.#families.clear();
      habits = { ...UNKNOWN_HABITS };
      this.#families.set(family, habits);
    }
    const input = inputTokens(usage);
    if (textBytes !== null && textBytes >= LEAST_BYTES && input > 0) {
      const ratio = Math.min(MOST_RATIO, Math.max(LEAST_RATIO, input / textBytes));
      habits.tokensPerByte += (ratio - habits.tokensPerByte) * WEIGHT;
    }
    const output = outputTokens(usage);
    if (output > 0) habits.answerTokens += (output - habits.answerTokens) * WEIGHT;
  }
}

/** `gpt-4o-mini-2024-07-18` and `gpt-4o` are one, so are `claude-sonnet-4-5` and `claude-sonnet-4`. */
export function familyOf(model: string): string {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  return name.split('-', 2).join('-');
}
