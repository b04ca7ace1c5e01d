import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import type { IngressCall } from '../../pipeline/ingress-call.js';
import { ModelDirectory } from '../../pipeline/model-directory.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readChatRequest, readGenerateRequest } from './answer.request.js';
import { asksNothing, loadedAnswer } from './loading.js';

const CHAT = clientCodec('ollama-chat');
const GENERATE = clientCodec('ollama-generate');

/** Ollama's doors to answers. */
@Controller('api')
@UseGuards(ApiKeyGuard)
export class OllamaAnswersController {
  constructor(
    private readonly door: Door,
    private readonly directory: ModelDirectory,
  ) {}

  /** Ollama's chat, streamed as lines of JSON unless `"stream": false`. */
  @Post('chat')
  @HttpCode(200)
  chat(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.#answer(readChatRequest(request), request, reply, CHAT);
  }

  /** Ollama's answer to a single prompt, streamed as lines of JSON unless `"stream": false`. */
  @Post('generate')
  @HttpCode(200)
  generate(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.#answer(readGenerateRequest(request), request, reply, GENERATE);
  }

  #answer(call: IngressCall, request: ArrivedRequest, reply: FastifyReply, codec: typeof CHAT): void {
    if (asksNothing(call) && !this.directory.speaks(call.model, call.dialect)) {
      this.door.answerHere(call, request, reply, { codec, answer: () => loadedAnswer(call) });
      return;
    }
    this.door.answer(call, request, reply, codec);
  }
}
