import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../kernel/errors.js';
import type { JsonObject } from '../../kernel/json.js';
import type { Capabilities } from '../protocols/codec.js';
import type { WireFormat } from '../protocols/dialect.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { adapterFor } from '../providers/index.js';
import type { Target } from '../providers/provider.js';
import { ModelRouter } from '../routing/model-router.js';
import { type CatalogModel, ModelCatalog } from '../upstream/model-catalog.js';

/** OpenAI's model object. */
export interface DirectoryModel {
  readonly id: string;
  readonly object: 'model';
  /** Seconds since the epoch. */
  readonly created: number;
  readonly owned_by: string;
}

/** A model as its vendor's listing and our own tables know it. */
export interface DescribedModel {
  readonly kind: 'listed';
  readonly listed: DirectoryModel;
  readonly provider: string;
  readonly capabilities: Capabilities;
}

/** A model of which the vendor itself tells more, in its own shape. */
export interface ModelCard {
  readonly kind: 'card';
  readonly card: JsonObject;
}

/** What clients may ask for: each model under the shortest name that routes to it. */
@Injectable()
export class ModelDirectory {
  constructor(
    private readonly catalog: ModelCatalog,
    private readonly router: ModelRouter,
    private readonly state: SnapshotHolder,
  ) {}

  /** The routes first; a vendor's model of the same name is hidden by its route. */
  async list(): Promise<DirectoryModel[]> {
    const { routes } = this.state.current;
    const models = (await this.catalog.list()).map((model) => this.#listed(model));
    return [...[...routes.keys()].map(routed), ...models.filter(({ id }) => !routes.has(id))];
  }

  /** Throws `model_not_found` where no provider knows the model. */
  async describe(model: string): Promise<DescribedModel | ModelCard> {
    const target = this.#target(model);
    const { instance } = target;
    const adapter = adapterFor(instance.kind);
    if (this.state.current.routes.has(model)) {
      const capabilities = adapter.capabilities(instance, target.model);
      return { kind: 'listed', listed: routed(model), provider: instance.name, capabilities };
    }
    if (adapter.models.card !== undefined) {
      const card = await this.catalog.card(target);
      if (card === null) throw notListed(model, `${instance.name} tells nothing of it.`);
      return { kind: 'card', card };
    }
    const known = (await this.catalog.list()).find(
      ({ id, provider }) => provider === instance.name && id === target.model,
    );
    if (known === undefined) throw notListed(model, `${instance.name} does not list it.`);
    const capabilities = adapter.capabilities(instance, target.model);
    return { kind: 'listed', listed: this.#listed(known), provider: instance.name, capabilities };
  }

  /** Whether requests for this model go out as they are in this format. Throws `model_not_found`. */
  speaks(model: string, format: WireFormat): boolean {
    const target = this.#target(model);
    return adapterFor(target.instance.kind).formats(target.instance, target.model).includes(format);
  }

  #target(model: string): Target {
    const [target] = this.router.resolve(model);
    if (target === undefined) throw notListed(model, 'it has no targets.');
    return target;
  }

  #listed({ id, created, ownedBy, provider }: CatalogModel): DirectoryModel {
    return { id: this.#routesTo(id, provider) ? id : `${provider}/${id}`, object: 'model', created, owned_by: ownedBy };
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

/** A route is the gateway's own, made at no certain time. */
function routed(model: string): DirectoryModel {
  return { id: model, object: 'model', created: 0, owned_by: 'gateway' };
}

function notListed(model: string, reason: string): GatewayError {
  return new GatewayError('model_not_found', { model, param: 'model', reason });
}
