import {
  type BindingCursor,
  BindingsStore,
  type StoredBinding,
} from '../../src/gateway/routing/affinity/bindings.store.js';

/** The table of bindings in memory; fails as the test says. */
export class MemoryBindingsStore extends BindingsStore {
  readonly rows = new Map<string, StoredBinding>();
  /** How many bindings each batch held. */
  readonly batches: number[] = [];
  failure: () => Error | null = () => null;

  constructor() {
    super(undefined as never);
  }

  override upsert(bindings: readonly StoredBinding[]): Promise<void> {
    const failure = this.failure();
    if (failure !== null) return Promise.reject(failure);
    this.batches.push(bindings.length);
    for (const binding of bindings) {
      const known = this.rows.get(binding.key);
      if (known === undefined || known.updatedAt <= binding.updatedAt) this.rows.set(binding.key, binding);
    }
    return Promise.resolve();
  }

  override page(after: BindingCursor, limit: number): Promise<StoredBinding[]> {
    const isAfter = ({ updatedAt, key }: StoredBinding) =>
      updatedAt < after.updatedAt || (updatedAt === after.updatedAt && key < after.key);
    const found = [...this.rows.values()].filter(isAfter);
    found.sort((a, b) => b.updatedAt - a.updatedAt || (a.key < b.key ? 1 : -1));
    return Promise.resolve(found.slice(0, limit));
  }

  override since(after: BindingCursor, limit: number): Promise<StoredBinding[]> {
    const failure = this.failure();
    if (failure !== null) return Promise.reject(failure);
    const isAfter = ({ updatedAt, key }: StoredBinding) =>
      updatedAt > after.updatedAt || (updatedAt === after.updatedAt && key > after.key);
    const found = [...this.rows.values()].filter(isAfter);
    found.sort((a, b) => a.updatedAt - b.updatedAt || (a.key < b.key ? -1 : 1));
    return Promise.resolve(found.slice(0, limit));
  }
}
