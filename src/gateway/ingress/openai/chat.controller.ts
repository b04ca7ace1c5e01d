import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard, type AuthenticatedRequest } from '../../auth/api-key.guard.js';
import { CompletionPipeline } from '../../pipeline/completion.pipeline.js';
import { codecFor } from '../../protocols/index.js';
import { acceptsGzip } from '../wire/accepts-gzip.js';
import { HttpClientResponse } from '../wire/http-client.response.js';
import { inheritedHeaders } from '../wire/inherited-headers.js';
import { KeepAliveSweeper } from '../wire/keep-alive.sweeper.js';
import { OpenResponses } from '../wire/open-responses.js';
import { readChatRequest } from './chat.request.js';

const CODEC = codecFor('openai-chat');

/**
 * OpenAI's chat door. Thin on purpose: Nest's own body and response handling costs several times the whole request, so
 * the handler takes the socket (`hijack`) and the pipeline answers on it.
 */
@Controller('v1/chat/completions')
export class ChatController {
  constructor(
    private readonly pipeline: CompletionPipeline,
    private readonly sweeper: KeepAliveSweeper,
    private readonly open: OpenResponses,
  ) {}

  /** OpenAI's Chat Completions, streamed as server-sent events with `"stream": true`. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  complete(@Req() request: AuthenticatedRequest & { rawBody: Buffer }, @Res() reply: FastifyReply): void {
    const { headers, principal } = request;
    const call = readChatRequest({
      requestId: request.id,
      principal,
      rawBody: request.rawBody,
      body: request.body,
      headers,
    });
    reply.hijack();
    const client = new HttpClientResponse(reply.raw, {
      codec: CODEC,
      sweeper: this.sweeper,
      open: this.open,
      acceptsGzip: acceptsGzip(headers),
      inherited: inheritedHeaders(reply),
    });
    void this.pipeline.run(call, client);
  }
}
