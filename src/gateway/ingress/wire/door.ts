import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { JsonObject } from '../../../kernel/json.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import { CompletionPipeline } from '../../pipeline/completion.pipeline.js';
import { LocalAnswerPipeline } from '../../pipeline/local-answer.pipeline.js';
import { type TokenQuestion, TokenCountPipeline } from '../../pipeline/token-counting/token-count.pipeline.js';
import { ClientResponses } from './client-responses.js';
import type { WireOptions } from './http-client.response.js';
import type { ArrivedRequest } from './read-call.js';
import type { StreamFace } from './stream-face.js';

/**
 * What every controller of the data plane does with a request it has understood. Nest's own body and response handling
 * costs several times the whole request, so the socket is taken (`hijack`) and the pipeline answers on it.
 */
@Injectable()
export class Door {
  constructor(
    private readonly pipeline: CompletionPipeline,
    private readonly tokens: TokenCountPipeline,
    private readonly local: LocalAnswerPipeline,
    private readonly clients: ClientResponses,
  ) {}

  /** @param face how the stream looks where it is not as the dialect frames it */
  answer(
    call: IngressCall,
    request: ArrivedRequest,
    reply: FastifyReply,
    codec: WireOptions['codec'],
    face?: StreamFace,
  ): void {
    void this.pipeline.run(call, this.clients.noted(this.clients.take(request, reply, codec, face), call));
  }

  /** The same for a call that only asks how many tokens a request has. */
  count(
    call: IngressCall,
    request: ArrivedRequest,
    reply: FastifyReply,
    question: TokenQuestion & { readonly codec: WireOptions['codec'] },
  ): void {
    void this.tokens.run(call, this.clients.take(request, reply, question.codec), question);
  }

  /** What the gateway answers itself, in the vendor's place. */
  answerHere(
    call: IngressCall,
    request: ArrivedRequest,
    reply: FastifyReply,
    here: { readonly codec: WireOptions['codec']; answer(): JsonObject },
  ): void {
    const client = this.clients.take(request, reply, here.codec);
    void this.local.run(call, client, () => ({ headers: [], body: here.answer() }));
  }
}
