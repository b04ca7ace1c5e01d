import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readChatRequest } from './chat.request.js';

const CODEC = clientCodec('openai-chat');

/** OpenAI's chat door. */
@Controller('v1/chat/completions')
export class ChatController {
  constructor(private readonly door: Door) {}

  /** OpenAI's Chat Completions, streamed as server-sent events with `"stream": true`. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  complete(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.door.answer(readChatRequest(request), request, reply, CODEC);
  }
}
