import { Injectable } from '@nestjs/common';
import { inTime } from '../../kernel/in-time.js';
import type { JsonObject } from '../../kernel/json.js';
import { SnapshotHolder } from '../../state/snapshot.holder.js';
import { adapterFor } from '../providers/index.js';
import type { ListedModel, ProviderAdapter, ProviderInstance, Target, UpstreamRequest } from '../providers/provider.js';
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
  readonly #known = new WeakMap<
    ProviderInstance,
    { readonly at: number; readonly models: Promise<readonly ListedModel[]> }
  >();

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

  /** All that a vendor tells of one model, in its own shape; `null` where it tells nothing, or not in time. */
  async card({ instance, model }: Target): Promise<JsonObject | null> {
    const adapter = adapterFor(instance.kind);
    if (adapter.models.card === undefined) return null;
    const request = await adapter.authorize(adapter.models.card(instance, model), instance);
    return askJson(this.pools.for(request.origin), request, PATIENCE_MS);
  }

  #modelsOf(instance: ProviderInstance): Promise<readonly ListedModel[]> {
    const known = this.#known.get(instance);
    if (known !== undefined && performance.now() - known.at < FRESH_MS) return known.models;
    const models = this.#ask(instance);
    this.#known.set(instance, { at: performance.now(), models });
    return models;
  }

  async #ask(instance: ProviderInstance): Promise<readonly ListedModel[]> {
    const adapter = adapterFor(instance.kind);
    if (adapter.answerInProcess) return adapter.models.read({});
    const second = adapter.models.alsoRequest?.(instance);
    const requests = [adapter.models.request(instance), ...(second ? [second] : [])];
    const answers = await Promise.all(requests.map((request) => this.#askOne(request, instance, adapter)));
    // Ask again next time: this was no answer.
    if (answers.includes(null)) this.#known.delete(instance);
    return answers.flatMap((answer) => (answer === null ? [] : adapter.models.read(answer)));
  }

  async #askOne(
    request: UpstreamRequest,
    instance: ProviderInstance,
    adapter: ProviderAdapter,
  ): Promise<JsonObject | null> {
    // No credentials, or none in time, are no models either; whoever asks for one learns why.
    const authorizing = Promise.resolve(adapter.authorize(request, instance));
    const authorized = await inTime(authorizing, PATIENCE_MS, () => new Error('late')).catch(() => null);
    return authorized && askJson(this.pools.for(authorized.origin), authorized, PATIENCE_MS);
  }
}
