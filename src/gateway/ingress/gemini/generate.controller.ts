import { Controller, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { SpokenFormats } from '../../pipeline/spoken-formats.js';
import { TokenCounter } from '../../pipeline/token-counting/token-counter.js';
import { clientCodec } from '../../protocols/index.js';
import { Door } from '../wire/door.js';
import { type ArrivedRequest, checkMessages } from '../wire/read-call.js';
import { readCountRequest, readGenerateRequest } from './generate.request.js';
import { JsonArrayFace } from './json-array.face.js';
import { type ModelAddress, readModelAddress } from './model-address.js';

const CODEC = clientCodec('gemini');

/** The Gemini API's doors. Model and method share one step of the path, and models may have slashes in their names. */
@Controller('v1beta/models')
@UseGuards(ApiKeyGuard)
export class GenerateController {
  constructor(
    private readonly door: Door,
    private readonly formats: SpokenFormats,
    private readonly tokens: TokenCounter,
  ) {}

  /**
   * Gemini's `:generateContent`, `:streamGenerateContent` (server-sent events with `?alt=sse`, a JSON array without) and
   * `:countTokens`.
   */
  @Post('*')
  @HttpCode(200)
  async call(
    @Param('*') tail: string,
    @Query('alt') alt: string | undefined,
    @Req() request: ArrivedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const address = readModelAddress(tail);
    if (address.method === 'countTokens') {
      await this.#count(address, request, reply);
      return;
    }
    const face = address.method === 'streamGenerateContent' && alt !== 'sse' ? new JsonArrayFace() : undefined;
    this.door.answer(readGenerateRequest(request, address), request, reply, CODEC, face);
  }

  /** The vendor counts where it can; of the others' tokens the gateway has an estimate. */
  async #count(address: ModelAddress, request: ArrivedRequest, reply: FastifyReply): Promise<void> {
    const call = readCountRequest(request, address);
    if (this.formats.areSpoken(address.model, 'gemini-count-tokens')) {
      this.door.answer(call, request, reply, CODEC);
      return;
    }
    const asked = generateRequestIn(call.body);
    checkMessages(asked['contents'], 'contents');
    const { request: decoded } = CODEC.decodeRequest(asked, { model: address.model, stream: false });
    await reply.send({ totalTokens: await this.tokens.count(decoded) });
  }
}

function generateRequestIn(body: JsonObject): JsonObject {
  const inner = body['generateContentRequest'];
  return isJsonObject(inner) ? inner : body;
}
