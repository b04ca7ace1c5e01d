import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import { TAKES_FORMS } from '../wire/form-routes.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readFormRequest } from './form.request.js';
import { readSideRequest } from './side.request.js';

const CODEC = clientCodec('openai-chat');

@Controller('v1/audio')
export class AudioController {
  constructor(private readonly door: Door) {}

  /** Speech to text, streamed as server-sent events with `stream=true`. */
  @Post('transcriptions')
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  @RouteConfig(TAKES_FORMS)
  transcribe(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    const required = { file: 'Attach the audio as a file.' };
    this.door.answer(readFormRequest(request, 'openai-transcriptions', required), request, reply, CODEC);
  }

  /** Text to speech: the sound arrives as the vendor makes it. */
  @Post('speech')
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  speak(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    const required = { input: 'Send the text to speak.', voice: 'Name a voice.' };
    this.door.answer(readSideRequest(request, 'openai-speech', required), request, reply, CODEC);
  }
}
