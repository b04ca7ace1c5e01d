import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readSideRequest } from './side.request.js';

const CODEC = clientCodec('openai-chat');

@Controller('v1/completions')
export class CompletionsController {
  constructor(private readonly door: Door) {}

  /** Legacy completions of a prompt, streamed as server-sent events with `"stream": true`. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  complete(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    // No required prompt: OpenAI takes none as the beginning of a document.
    this.door.answer(readSideRequest(request, 'openai-completions', {}), request, reply, CODEC);
  }
}
