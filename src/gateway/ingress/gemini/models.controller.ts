import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { GatewayError } from '../../../kernel/errors.js';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { ModelDirectory } from '../../pipeline/model-directory.js';
import { readModelName } from './model-address.js';
import { geminiModel, GeminiModelListResponse, GeminiModelResponse } from './models.dto.js';

@Controller('v1beta/models')
@UseGuards(ApiKeyGuard)
export class GeminiModelsController {
  constructor(private readonly directory: ModelDirectory) {}

  /** The models of all configured providers, as the Gemini API lists its own; always on one page. */
  @Get()
  async list(): Promise<GeminiModelListResponse> {
    const models = await this.directory.list();
    return { models: models.map(({ id }) => geminiModel(id)) };
  }

  /** One model. Slashes in its name may stand as they are or as %2F. */
  @Get('*')
  async one(@Param('*') resource: string): Promise<GeminiModelResponse> {
    const id = readModelName(resource);
    const found = (await this.directory.list()).find((model) => model.id === id);
    if (found !== undefined) return geminiModel(found.id);
    throw new GatewayError('model_not_found', {
      model: id,
      param: 'model',
      reason: 'no configured provider lists it.',
    });
  }
}
