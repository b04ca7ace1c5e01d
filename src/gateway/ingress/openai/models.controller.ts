import { Controller, Get, Param, UseGuards } from '@nestjs/common';
import { GatewayError } from '../../../kernel/errors.js';
import { ApiKeyGuard } from '../../auth/api-key.guard.js';
import { ModelDirectory } from '../../pipeline/model-directory.js';
import { ModelListResponse, ModelResponse } from './models.dto.js';

@Controller('v1/models')
@UseGuards(ApiKeyGuard)
export class ModelsController {
  constructor(private readonly directory: ModelDirectory) {}

  /** The models of all configured providers, under the names by which this gateway routes to them. */
  @Get()
  async list(): Promise<ModelListResponse> {
    const models = await this.directory.list();
    return { object: 'list', data: models };
  }

  /** One model. Slashes in its name may stand as they are or as %2F. */
  @Get('*')
  async one(@Param('*') id: string): Promise<ModelResponse> {
    const found = (await this.directory.list()).find((model) => model.id === id);
    if (found !== undefined) return found;
    throw new GatewayError('model_not_found', {
      model: id,
      param: 'model',
      reason: 'no configured provider lists it.',
    });
  }
}
