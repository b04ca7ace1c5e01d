import { Controller, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import { type ArrivedRequest, checkMessages } from '../wire/read-call.js';
import { readCountRequest, readGenerateRequest } from './generate.request.js';
import { JsonArrayFace } from './json-array.face.js';
import { type ModelAddress, readModelAddress } from './model-address.js';

const CODEC = clientCodec('gemini');

/**
 * The Gemini API's doors. Model and method share one step of the path. Models may have slashes in their names, and then some
 * clients take the name for a whole resource and leave `models/` out
 * (https://github.com/vercel/ai/blob/main/packages/google/src/get-model-path.ts).
 */
@Controller('v1beta')
@UseGuards(ApiKeyGuard)
export class GenerateController {
  constructor(private readonly door: Door) {}

  /**
   * Gemini's `:generateContent`, `:streamGenerateContent` (server-sent events with `?alt=sse`, a JSON array without) and
   * `:countTokens`.
   */
  @Post('*')
  @HttpCode(200)
  call(
    @Param('*') tail: string,
    @Query('alt') alt: string | undefined,
    @Req() request: ArrivedRequest,
    @Res() reply: FastifyReply,
  ): void {
    const address = readModelAddress(tail);
    if (address.method === 'countTokens') {
      this.#count(address, request, reply);
      return;
    }
    const face = address.method === 'streamGenerateContent' && alt !== 'sse' ? new JsonArrayFace() : undefined;
    this.door.answer(readGenerateRequest(request, address), request, reply, CODEC, face);
  }

  /** The vendor counts where it can; of the others' tokens the gateway has an estimate (`x-gateway-token-count`). */
  #count(address: ModelAddress, request: ArrivedRequest, reply: FastifyReply): void {
    const call = readCountRequest(request, address);
    this.door.count(call, request, reply, {
      codec: CODEC,
      request() {
        const asked = generateRequestIn(call.body);
        checkMessages(asked['contents'], 'contents');
        return CODEC.decodeRequest(asked, { model: address.model, stream: false }).request;
      },
      answer: (totalTokens) => ({ totalTokens }),
    });
  }
}

function generateRequestIn(body: JsonObject): JsonObject {
  const inner = body['generateContentRequest'];
  return isJsonObject(inner) ? inner : body;
}
