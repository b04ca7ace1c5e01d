import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readSideRequest } from './side.request.js';

const CODEC = clientCodec('openai-chat');

@Controller('v1/embeddings')
export class EmbeddingsController {
  constructor(private readonly door: Door) {}

  /** Texts as vectors; translated for targets with another protocol. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  embed(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    const required = { input: 'Send the text to embed, or a list of texts.' };
    this.door.answer(readSideRequest(request, 'openai-embeddings', required), request, reply, CODEC);
  }
}
