import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalRequest } from '../../protocols/canonical/request.js';
import { adapterFor } from '../../providers/index.js';
import { ModelRouter } from '../../routing/model-router.js';
import { CompletionPipeline } from '../completion.pipeline.js';
import type { ClientResponse, IngressCall } from '../ingress-call.js';
import { LocalAnswerPipeline } from '../local-answer.pipeline.js';
import { TokenCounter } from './token-counter.js';

/** What a door knows of its question: the request, read only if it must be counted here, and how its answer looks. */
export interface TokenQuestion {
  request(): CanonicalRequest;
  answer(tokens: number): JsonObject;
}

const ESTIMATED = ['x-gateway-token-count', 'estimated'];

/** How many tokens is this request? The target is asked where it speaks the door's format; the others are estimated. */
@Injectable()
export class TokenCountPipeline {
  constructor(
    private readonly completion: CompletionPipeline,
    private readonly local: LocalAnswerPipeline,
    private readonly router: ModelRouter,
    private readonly counter: TokenCounter,
  ) {}

  /** Answers the client in every case; never rejects. */
  async run(call: IngressCall, client: ClientResponse, question: TokenQuestion): Promise<void> {
    if (this.#isVendors(call)) {
      await this.completion.run(call, client);
      return;
    }
    await this.local.run(call, client, async () => {
      const tokens = await this.counter.count(question.request());
      return { headers: ESTIMATED, body: question.answer(tokens) };
    });
  }

  /** A model that nobody serves is the completion pipeline's to refuse. */
  #isVendors({ model, dialect }: IngressCall): boolean {
    try {
      const [target] = this.router.resolve(model);
      if (target === undefined) return true;
      return adapterFor(target.instance.kind).formats(target.instance, target.model).includes(dialect);
    } catch (error) {
      if (error instanceof GatewayError) return true;
      throw error;
    }
  }
}
