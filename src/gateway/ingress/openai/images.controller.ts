import { Controller, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import { isForm, TAKES_FORMS } from '../wire/form-routes.js';
import type { ArrivedRequest } from '../wire/read-call.js';
import { readFormRequest } from './form.request.js';
import { readSideRequest } from './side.request.js';

const CODEC = clientCodec('openai-chat');
const PROMPT = 'Describe the picture.';

@Controller('v1/images')
export class ImagesController {
  constructor(private readonly door: Door) {}

  /** Pictures from a description, streamed as partial pictures with `"stream": true`. */
  @Post('generations')
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  generate(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    this.door.answer(readSideRequest(request, 'openai-images', { prompt: PROMPT }), request, reply, CODEC);
  }

  /** Changes pictures by a description: a form with the files, or JSON with their addresses. */
  @Post('edits')
  @HttpCode(200)
  @UseGuards(ApiKeyGuard)
  @RouteConfig(TAKES_FORMS)
  edit(@Req() request: ArrivedRequest, @Res() reply: FastifyReply): void {
    const read = isForm(request.headers['content-type']) ? readFormRequest : readSideRequest;
    this.door.answer(read(request, 'openai-image-edits', { prompt: PROMPT }), request, reply, CODEC);
  }
}
