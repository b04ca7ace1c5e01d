import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readSideRequest } from './side.request.js';

const CODEC = clientCodec('openai-chat');

/** The reranking door, in the shape of Cohere and Jina that Together and vLLM serve beside OpenAI's operations. */
@Controller('v1/rerank')
export class RerankController {
  constructor(private readonly door: Door) {}

  /** Documents in the order of their relevance to a query. */
  @Post()
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  rerank(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    const required = { query: 'Say what to look for.', documents: 'Send the documents to put in order.' };
    this.door.answer(readSideRequest(request, 'rerank', required), request, reply, CODEC);
  }
}
