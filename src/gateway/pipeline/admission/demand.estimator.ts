import { Injectable } from '@nestjs/common';
import type { TokenUsage } from '../../../kernel/token-usage.js';
import { isClientDialect } from '../../protocols/index.js';
import type { Demand } from '../../rate-limiting/constraint.js';
import type { IngressCall } from '../ingress-call.js';
import { inputSize } from './input-size.js';
import { HabitsLearned } from './model-habits.js';
import { outputCap } from './output-cap.js';

/** What a picture, a sound or a file in the body is taken for: about a picture of a megapixel. */
const TOKENS_PER_ATTACHMENT = 1000;

/**
 * What a request will use, before it is made: the size of its text by its model family's own ratio, and the answer's cap.
 * No tokenizer: that would hold the process up for milliseconds on a long prompt. What it gets wrong is corrected when the
 * vendor has counted.
 */
@Injectable()
export class DemandEstimator {
  readonly #habits = new HabitsLearned();

  estimate({ body, model, dialect }: IngressCall): Demand {
    const habits = this.#habits.of(model);
    const { textBytes, attachments } = inputSize(body);
    const input = Math.ceil(textBytes * habits.tokensPerByte) + attachments * TOKENS_PER_ATTACHMENT;
    const cap = outputCap(body);
    // Calls beside answers (embeddings, say) have no output but what they are asked for.
    const guessedTokens = cap === null && isClientDialect(dialect) ? Math.ceil(habits.answerTokens) : 0;
    return { tokens: input + (cap ?? guessedTokens), guessedTokens, spend: 0 };
  }

  /** What the vendor counted, for the next estimate. */
  learn({ body, model, dialect }: IngressCall, usage: TokenUsage): void {
    if (!isClientDialect(dialect)) return;
    const { textBytes, attachments } = inputSize(body);
    this.#habits.learn(model, attachments === 0 ? textBytes : null, usage);
  }
}
