import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { ClientResponse, IngressCall } from '../../pipeline/ingress-call.js';
import { startedAtOf } from '../../pipeline/started-at.js';
import { RequestLog } from '../../request-log/request-log.js';
import { acceptsGzip } from './accepts-gzip.js';
import { HttpClientResponse, type WireOptions } from './http-client.response.js';
import { inheritedHeaders } from './inherited-headers.js';
import { KeepAliveSweeper } from './keep-alive.sweeper.js';
import { OpenResponses } from './open-responses.js';
import type { ArrivedRequest } from './read-call.js';
import { RecordedResponse } from './recorded.response.js';
import type { StreamFace } from './stream-face.js';

/** Takes the socket of a request and makes the client's side of it. */
@Injectable()
export class ClientResponses {
  constructor(
    private readonly sweeper: KeepAliveSweeper,
    private readonly open: OpenResponses,
    private readonly requestLog: RequestLog,
  ) {}

  take(request: ArrivedRequest, reply: FastifyReply, codec: WireOptions['codec'], face?: StreamFace): ClientResponse {
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

  /** The same client, and where the operator wants it, with notes of what it is answered. */
  noted(client: ClientResponse, call: IngressCall): ClientResponse {
    const { requestId, dialect, model, contentType, rawBody, principal } = call;
    if (!this.requestLog.wants(principal.keyId, model)) return client;
    const entry = this.requestLog.begin(
      {
        requestId,
        startedAt: startedAtOf(call),
        keyId: principal.keyId,
        userId: principal.userId,
        teamId: principal.team?.id ?? null,
        dialect,
        model,
        contentType,
      },
      rawBody,
    );
    return new RecordedResponse(client, entry);
  }
}
