import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readEmbedRequest } from './embed.request.js';

const CODEC = clientCodec('ollama-chat');

/** Ollama's embeddings door. */
@Controller('api/embed')
export class EmbedController {
  constructor(private readonly door: Door) {}

  /** Ollama's embeddings: texts as vectors; translated for targets with another protocol. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  embed(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.door.answer(readEmbedRequest(request), request, reply, CODEC);
  }
}
