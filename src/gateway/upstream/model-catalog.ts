import { Injectable } from '@nestjs/common';
import type { JsonObject } from '../../kernel/json.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { adapterFor } from '../providers/index.js';
import type { ListedModel, ProviderAdapter, ProviderInstance } from '../providers/provider.js';
import { askJson } from './ask-json.js';
import { UpstreamPools } from './pools.js';

const FRESH_MS = 60_000;
const PATIENCE_MS = 3000;

/** A vendor's model and whose it is. */
export interface CatalogModel extends ListedModel {
  readonly provider: string;
}

/** The models that the configured providers say they have. Asked at most once a minute per provider. */
@Injectable()
export class ModelCatalog {
  readonly #known = new Map<string, { readonly at: number; readonly models: Promise<readonly ListedModel[]> }>();

  constructor(
    private readonly state: SnapshotHolder,
    private readonly pools: UpstreamPools,
  ) {}

  /** A provider that does not answer in time is left out, not waited for. */
  async list(): Promise<CatalogModel[]> {
    const providers = [...this.state.current.providers.values()];
    const lists = await Promise.all(
      providers.map(async (instance) =>
        (await this.#modelsOf(instance)).map((model) => ({ ...model, provider: instance.name })),
      ),
    );
    return lists.flat();
  }

  #modelsOf(instance: ProviderInstance): Promise<readonly ListedModel[]> {
    const known = this.#known.get(instance.name);
    if (known !== undefined && performance.now() - known.at < FRESH_MS) return known.models;
    const models = this.#ask(instance);
    this.#known.set(instance.name, { at: performance.now(), models });
    return models;
  }

  async #ask(instance: ProviderInstance): Promise<readonly ListedModel[]> {
    const adapter = adapterFor(instance.kind);
    if (adapter.answerInProcess) return adapter.models.read({});
    const answer = await this.#answerOf(adapter, instance);
    if (answer === null) {
      // Ask again next time: this was no answer.
      this.#known.delete(instance.name);
      return [];
    }
    return adapter.models.read(answer);
  }

  /** `null` also where no token for the provider can be had. */
  async #answerOf(adapter: ProviderAdapter, instance: ProviderInstance): Promise<JsonObject | null> {
    const asked = adapter.models.request(instance);
    try {
      const request = await adapter.authorize(asked, instance);
      return await askJson(this.pools.for(request.origin), request, PATIENCE_MS);
    } catch {
      return null;
    }
  }
}
