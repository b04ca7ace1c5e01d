import { Controller, Get, Headers, Param, UseGuards } from '@nestjs/common';
import { GatewayError } from '../../../kernel/errors.js';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { ModelDirectory } from '../../pipeline/model-directory.js';
import { geminiModel, type GeminiModelListResponse, type GeminiModelResponse } from '../gemini/models.dto.js';
import { ModelListResponse, ModelResponse } from './models.dto.js';

/** Google's SDK asks on OpenAI's path, in its own version 1; its key's header tells it from OpenAI's. */
const GOOGLE_KEY = 'x-goog-api-key';

@Controller('v1/models')
@UseGuards(ApiKeyGuard)
export class ModelsController {
  constructor(private readonly directory: ModelDirectory) {}

  /** The models of all configured providers, under the names by which this gateway routes to them. */
  @Get()
  async list(@Headers(GOOGLE_KEY) googleKey?: string): Promise<ModelListResponse | GeminiModelListResponse> {
    const models = await this.directory.list();
    if (googleKey !== undefined) return { models: models.map(({ id }) => geminiModel(id)) };
    return { object: 'list', data: models };
  }

  /** One model. Slashes in its name may stand as they are or as %2F. */
  @Get('*')
  async one(
    @Param('*') id: string,
    @Headers(GOOGLE_KEY) googleKey?: string,
  ): Promise<ModelResponse | GeminiModelResponse> {
    const found = (await this.directory.list()).find((model) => model.id === id);
    if (found !== undefined) return googleKey === undefined ? found : geminiModel(id);
    throw new GatewayError('model_not_found', {
      model: id,
      param: 'model',
      reason: 'no configured provider lists it.',
    });
  }
}
