import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readModerationRequest } from './moderation.request.js';

const CODEC = clientCodec('openai-chat');

@Controller('v1/moderations')
export class ModerationsController {
  constructor(private readonly door: Door) {}

  /** Whether texts or images may be harmful. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  moderate(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.door.answer(readModerationRequest(request), request, reply, CODEC);
  }
}
