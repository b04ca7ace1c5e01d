import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { JsonObject } from '../../../kernel/json.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import { CompletionPipeline } from '../../pipeline/completion.pipeline.js';
import { LocalAnswerPipeline } from '../../pipeline/local-answer.pipeline.js';
import { type TokenQuestion, TokenCountPipeline } from '../../pipeline/token-counting/token-count.pipeline.js';
import { acceptsGzip } from './accepts-gzip.js';
import { HttpClientResponse, type WireOptions } from './http-client.response.js';
import { inheritedHeaders } from './inherited-headers.js';
import { KeepAliveSweeper } from './keep-alive.sweeper.js';
import { OpenResponses } from './open-responses.js';
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
    private readonly sweeper: KeepAliveSweeper,
    private readonly open: OpenResponses,
  ) {}

  /** @param face how the stream looks where it is not as the dialect frames it */
  answer(
    call: IngressCall,
    request: ArrivedRequest,
    reply: FastifyReply,
    codec: WireOptions['codec'],
    face?: StreamFace,
  ): void {
    void this.pipeline.run(call, this.#client(request, reply, codec, face));
  }

  /** The same for a call that only asks how many tokens a request has. */
  count(
    call: IngressCall,
    request: ArrivedRequest,
    reply: FastifyReply,
    question: TokenQuestion & { readonly codec: WireOptions['codec'] },
  ): void {
    void this.tokens.run(call, this.#client(request, reply, question.codec), question);
  }

  /** What the gateway answers itself, in the vendor's place. */
  answerHere(
    call: IngressCall,
    request: ArrivedRequest,
    reply: FastifyReply,
    here: { readonly codec: WireOptions['codec']; answer(): JsonObject },
  ): void {
    const client = this.#client(request, reply, here.codec);
    void this.local.run(call, client, () => ({ headers: [], body: here.answer() }));
  }

  #client(
    request: ArrivedRequest,
    reply: FastifyReply,
    codec: WireOptions['codec'],
    face?: StreamFace,
  ): HttpClientResponse {
    reply.hijack();
    return new HttpClientResponse(reply.raw, {
      codec,
      face,
      sweeper: this.sweeper,
      open: this.open,
      acceptsGzip: acceptsGzip(request.headers),
      inherited: inheritedHeaders(reply),
    });
  }
}
