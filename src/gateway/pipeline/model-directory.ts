import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../kernel/errors.js';
import { ModelRouter } from '../routing/model-router.js';
import { ModelCatalog } from '../upstream/model-catalog.js';

/** OpenAI's model object. */
export interface DirectoryModel {
  readonly id: string;
  readonly object: 'model';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly owned_by: string;
}

/** What clients may ask for: each model under the shortest name that routes to it. */
@Injectable()
export class ModelDirectory {
  constructor(
    private readonly catalog: ModelCatalog,
    private readonly router: ModelRouter,
  ) {}

  async list(): Promise<DirectoryModel[]> {
    const models = await this.catalog.list();
    return models.map(({ id, created, ownedBy, provider }) => ({
      id: this.#routesTo(id, provider) ? id : `${provider}/${id}`,
      object: 'model',
      created,
      owned_by: ownedBy,
    }));
  }

  #routesTo(model: string, provider: string): boolean {
    try {
      const [target] = this.router.resolve(model);
      return target?.instance.name === provider && target.model === model;
    } catch (error) {
      if (error instanceof GatewayError) return false;
      throw error;
    }
  }
}
