import { Inject, Injectable } from '@nestjs/common';
import { noUsage, type TokenUsage } from '../../../kernel/token-usage.js';
import { PRICE_OF, type PriceOf } from '../../../pricing/price.js';
import { isClientDialect } from '../../protocols/index.js';
import type { Demand } from '../../rate-limiting/constraint.js';
import { ModelRouter } from '../../routing/model-router.js';
import type { IngressCall } from '../ingress-call.js';
import { inputSize } from './input-size.js';
import { HabitsLearned } from './model-habits.js';
import { outputCap } from './output-cap.js';

/** What a picture, a sound or a file in the body is taken for: about a picture of a megapixel. */
const TOKENS_PER_ATTACHMENT = 1000;
/** Targets whose prices are compared. */
const TARGETS = 8;

/**
 * What a request will use, before it is made: the size of its text by its model family's own ratio, and the answer's cap.
 * No tokenizer: that would hold the process up for milliseconds on a long prompt. What it gets wrong is corrected when the
 * vendor has counted.
 */
@Injectable()
export class DemandEstimator {
  readonly #habits = new HabitsLearned();

  constructor(
    private readonly router: ModelRouter,
    @Inject(PRICE_OF) private readonly prices: PriceOf,
  ) {}

  estimate({ body, model, dialect, receivedAt }: IngressCall): Demand {
    const habits = this.#habits.of(model);
    const { textBytes, attachments } = inputSize(body);
    const input = Math.ceil(textBytes * habits.tokensPerByte) + attachments * TOKENS_PER_ATTACHMENT;
    const cap = outputCap(body);
    // Calls beside answers (embeddings, say) have no output but what they are asked for.
    const guessedTokens = cap === null && isClientDialect(dialect) ? Math.ceil(habits.answerTokens) : 0;
    const output = cap ?? guessedTokens;
    return { tokens: input + output, guessedTokens, spend: this.#spend(model, input, output, receivedAt) };
  }

  /** What the vendor counted, for the next estimate. */
  learn({ body, model, dialect }: IngressCall, usage: TokenUsage): void {
    if (!isClientDialect(dialect)) return;
    const { textBytes, attachments } = inputSize(body);
    this.#habits.learn(model, attachments === 0 ? textBytes : null, usage);
  }

  /** At the dearest target that may answer; 0 where no price is known. */
  #spend(model: string, input: number, output: number, at: number): number {
    const usage: TokenUsage = { ...noUsage('estimated'), inputUncached: input, output };
    let most = 0n;
    for (const { instance, model: upstreamModel } of this.#targets(model)) {
      const rating = this.prices.rate({ provider: instance.name, model: upstreamModel }, usage, at);
      if (rating !== null && rating.nanos > most) most = rating.nanos;
    }
    return Number(most);
  }

  /** A model that nobody serves is the router's to refuse, after this. */
  #targets(model: string) {
    try {
      return this.router.resolve(model).slice(0, TARGETS);
    } catch {
      return [];
    }
  }
}
