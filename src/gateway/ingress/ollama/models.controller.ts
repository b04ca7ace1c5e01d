import { Body, Controller, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import type { JsonObject } from '../../../kernel/json.js';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { ModelDirectory } from '../../pipeline/model-directory.js';
import { checkModel, readBody } from '../wire/read-call.js';
import { listedModel, modelCard } from './model-card.js';
import { OllamaModelCardResponse, OllamaModelListResponse } from './models.dto.js';

/** What Ollama's clients ask about models. */
@Controller('api')
@UseGuards(ApiKeyGuard)
export class OllamaModelsController {
  constructor(private readonly directory: ModelDirectory) {}

  /** The models of all configured providers, under the names by which this gateway routes to them. */
  @Get('tags')
  async list(): Promise<OllamaModelListResponse> {
    return { models: (await this.directory.list()).map(listedModel) };
  }

  /** The models held in memory. What the vendors hold in theirs is not known, so there are none. */
  @Get('ps')
  running(): OllamaModelListResponse {
    return { models: [] };
  }

  /** What a model can do. */
  @Post('show')
  @HttpCode(200)
  async show(@Body() sent: unknown): Promise<OllamaModelCardResponse | JsonObject> {
    const body = readBody(sent);
    // `name` is what `model` was called until 2024.
    const described = await this.directory.describe(checkModel(body['model'] ?? body['name']));
    return described.kind === 'card' ? described.card : modelCard(described);
  }
}
