import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { Conversations } from '../../conversations/conversations.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readResponsesRequest } from './responses.request.js';

const CODEC = clientCodec('openai-responses');

/** OpenAI's Responses door. */
@Controller('v1/responses')
export class ResponsesController {
  constructor(
    private readonly door: Door,
    private readonly conversations: Conversations,
  ) {}

  /** OpenAI's Responses, streamed as server-sent events with `"stream": true`. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  create(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.door.answer(this.conversations.open(readResponsesRequest(request)), request, reply, CODEC);
  }
}
