import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readCountRequest, readMessagesRequest } from './messages.request.js';

const CODEC = clientCodec('anthropic-messages');

/** Anthropic's doors. */
@Controller('v1/messages')
@UseGuards(ApiKeyGuard)
export class MessagesController {
  constructor(private readonly door: Door) {}

  /** Anthropic's Messages, streamed as server-sent events with `"stream": true`. */
  @Post()
  @HttpCode(200)
  create(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.door.answer(readMessagesRequest(request), request, reply, CODEC);
  }

  /** How many tokens a request would be; estimated here (`x-gateway-token-count`) where its provider does not count. */
  @Post('count_tokens')
  @HttpCode(200)
  countTokens(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    const call = readCountRequest(request);
    this.door.count(call, request, reply, {
      codec: CODEC,
      request: () => CODEC.decodeRequest(call.body, call).request,
      answer: (tokens) => ({ input_tokens: tokens }),
    });
  }
}
