import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import { CompletionPipeline } from '../../pipeline/completion.pipeline.js';
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
    reply.hijack();
    const client = new HttpClientResponse(reply.raw, {
      codec,
      face,
      sweeper: this.sweeper,
      open: this.open,
      acceptsGzip: acceptsGzip(request.headers),
      inherited: inheritedHeaders(reply),
    });
    void this.pipeline.run(call, client);
  }
}
