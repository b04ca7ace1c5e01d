import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import type { ControlEvent, ControlEventBody } from '../../events/control-event.js';
import { ControlEventFeed } from '../../events/control-event-feed.js';
import { SecretHasher } from '../../hashing/secret-hasher.js';
import { type ApiKey, newApiKey } from '../../kernel/api-key.js';
import { NO_LIMITS, UNLIMITED } from '../../kernel/limits.js';
import { ApiKeyStore, type StoredApiKey } from './api-key.store.js';
import { Authenticator } from './authenticator.js';

const CONFIG = { auth: { cacheTtlMs: 60_000, argon2Concurrency: 2 }, limits: { requestsPerMinute: 60 } } as Config;
const HASHER = new SecretHasher(CONFIG);
const KEY_ID = '00000000-0000-4000-8000-000000000001';

/** The keys' table in memory. */
class MemoryApiKeyStore extends ApiKeyStore {
  readonly rows = new Map<string, StoredApiKey>();
  lookUps = 0;
  isAway = false;
  /** Holds up every look-up until it resolves. */
  gate: Promise<void> = Promise.resolve();

  constructor() {
    super(undefined as never);
  }

  override async find(publicId: string): Promise<StoredApiKey | null> {
    this.lookUps += 1;
    const row = this.rows.get(publicId) ?? null;
    await this.gate;
    if (this.isAway) throw new Error('connection refused');
    return row;
  }
}

/** A feed whose events the test appends. */
class ScriptedFeed extends ControlEventFeed {
  #listener: (event: ControlEvent) => void = () => undefined;

  constructor() {
    super(undefined as never);
  }

  override subscribe(listener: (event: ControlEvent) => void): () => void {
    this.#listener = listener;
    return () => undefined;
  }

  emit(body: ControlEventBody): void {
    this.#listener(body as ControlEvent);
  }
}

let key: ApiKey;
let secretHash: string;
beforeAll(async () => {
  Logger.overrideLogger(false);
  key = newApiKey();
  secretHash = await HASHER.hash(key.key);
});

function setUp(row: Partial<StoredApiKey> = {}, config: Config = CONFIG) {
  const store = new MemoryApiKeyStore();
  const feed = new ScriptedFeed();
  const authenticator = new Authenticator(config, store, HASHER, feed);
  authenticator.onModuleInit();
  const stored = {
    id: KEY_ID,
    userId: '00000000-0000-4000-8000-000000000002',
    role: 'member' as const,
    prefix: key.prefix,
    secretHash,
    limits: UNLIMITED,
    team: null,
    expiresAt: null,
    ...row,
  };
  store.rows.set(key.publicId, stored);
  const revoke = () => {
    store.rows.delete(key.publicId);
    feed.emit({ type: 'KeyRevoked', data: { keyId: KEY_ID, publicId: key.publicId } });
  };
  const present = async (text = key.key.reveal()) => authenticator.authenticate(text);
  return { authenticator, store, feed, revoke, present };
}

/** Right in shape and checksum, and nobody's. */
function unknownKey(): string {
  return newApiKey().key.reveal();
}

describe('a key that is right', () => {
  it('is proved once, then answered at once', async () => {
    const { authenticator, store, present } = setUp();
    expect(await present()).toMatchObject({ keyId: KEY_ID, keyPrefix: key.prefix, limits: { key: UNLIMITED } });
    expect(authenticator.authenticate(key.key.reveal())).toMatchObject({ keyId: KEY_ID });
    expect(store.lookUps).toBe(1);
  });

  it('is proved once for all who present it meanwhile', async () => {
    const { store, present } = setUp();
    const principals = await Promise.all(Array.from({ length: 20 }, () => present()));
    expect(new Set(principals).size).toBe(1);
    expect(store.lookUps).toBe(1);
  });

  it('is looked up again after its time to live', async () => {
    const { store, present } = setUp({}, { ...CONFIG, auth: { ...CONFIG.auth, cacheTtlMs: 0 } } as Config);
    await present();
    await present();
    expect(store.lookUps).toBe(2);
  });

  it('has its own limit where it has one', async () => {
    const limits = { limits: { ...NO_LIMITS, requestsPerMinute: 7 }, budgets: [] };
    expect(await setUp({ limits }).present()).toMatchObject({ limits: { key: limits, team: UNLIMITED } });
  });
});

describe('a key that is wrong', () => {
  it.for([
    [undefined, 'missing_api_key'],
    ['', 'missing_api_key'],
    ['sk-of-a-vendor', 'invalid_api_key'],
    [`aig_${'A'.repeat(58)}`, 'invalid_api_key'],
  ] as const)('%s costs no look-up', async ([text, code]) => {
    const { authenticator, store } = setUp();
    await expect(async () => authenticator.authenticate(text)).rejects.toMatchObject({ code });
    expect(store.lookUps).toBe(0);
  });

  it('is remembered as wrong until a key is issued', async () => {
    const { store, feed, present } = setUp();
    const unknown = unknownKey();
    await expect(present(unknown)).rejects.toMatchObject({ code: 'invalid_api_key' });
    await expect(present(unknown)).rejects.toMatchObject({ code: 'invalid_api_key' });
    expect(store.lookUps).toBe(1);
    feed.emit({
      type: 'KeyIssued',
      data: {
        keyId: KEY_ID,
        publicId: key.publicId,
        userId: KEY_ID,
        name: 'new',
        secretHash,
        prefix: key.prefix,
        requestsPerMinute: null,
        expiresAt: null,
      },
    });
    await expect(present(unknown)).rejects.toMatchObject({ code: 'invalid_api_key' });
    expect(store.lookUps).toBe(2);
  });

  it('is wrong where its secret does not match the stored hash', async () => {
    const otherHash = await HASHER.hash(newApiKey().key);
    await expect(setUp({ secretHash: otherHash }).present()).rejects.toMatchObject({ code: 'invalid_api_key' });
  });

  it('is wrong once it has expired, also where it is remembered', async () => {
    await expect(setUp({ expiresAt: Date.now() - 1 }).present()).rejects.toMatchObject({ code: 'invalid_api_key' });
    const { authenticator, present } = setUp({ expiresAt: Date.now() + 60_000 });
    await present();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    onTestFinished(() => void vi.useRealTimers());
    expect(() => authenticator.authenticate(key.key.reveal())).toThrow(/expired/);
  });
});

describe('a revocation', () => {
  it('stops a remembered key at once', async () => {
    const { revoke, present } = setUp();
    await present();
    revoke();
    await expect(present()).rejects.toMatchObject({ code: 'invalid_api_key' });
  });

  it('is not forgotten by a proof that began before it, nor shared with who comes after it', async () => {
    const { store, revoke, present } = setUp();
    const gate = Promise.withResolvers<void>();
    store.gate = gate.promise;
    const before = present();
    revoke();
    const after = present();
    gate.resolve();
    const [early, late] = await Promise.allSettled([before, after]);
    // The early one was presented while the key was good.
    expect([early.status, late.status]).toEqual(['fulfilled', 'rejected']);
    await expect(present()).rejects.toMatchObject({ code: 'invalid_api_key' });
  });
});

describe('a change', () => {
  const TEAM = '00000000-0000-4000-8000-00000000000a';
  const limits = { ...NO_LIMITS, requestsPerMinute: 3 };

  it('of its limits has the key looked up again, not proved again', async () => {
    const { store, feed, present } = setUp();
    await present();
    store.rows.set(key.publicId, { ...store.rows.get(key.publicId)!, limits: { limits, budgets: [] } });
    feed.emit({
      type: 'KeyLimitsChanged',
      data: { keyId: KEY_ID, publicId: key.publicId, name: 'k', ...limits, budgets: [] },
    });
    const proof = vi.spyOn(HASHER, 'verify');
    onTestFinished(() => proof.mockRestore());
    expect(await present()).toMatchObject({ limits: { key: { limits } } });
    expect(store.lookUps).toBe(2);
    expect(proof).not.toHaveBeenCalled();
    await present();
    expect(store.lookUps).toBe(2);
  });

  it('of its team has it looked up again, a change of another team has not', async () => {
    const { store, feed, present } = setUp({ team: { id: TEAM, name: 'payments', limits: UNLIMITED } });
    expect(await present()).toMatchObject({ team: { id: TEAM, name: 'payments' } });
    feed.emit({ type: 'TeamLimitsChanged', data: { teamId: KEY_ID, ...limits, budgets: [] } });
    await present();
    expect(store.lookUps).toBe(1);
    feed.emit({ type: 'TeamLimitsChanged', data: { teamId: TEAM, ...limits, budgets: [] } });
    await present();
    expect(store.lookUps).toBe(2);
    store.rows.delete(key.publicId);
    feed.emit({ type: 'TeamMemberRemoved', data: { teamId: TEAM, userId: KEY_ID } });
    await expect(present()).rejects.toMatchObject({ code: 'invalid_api_key' });
  });
});

describe('without the database', () => {
  it('a key proved before goes on working, an unknown one cannot be judged', async () => {
    const { store, present } = setUp({}, { ...CONFIG, auth: { ...CONFIG.auth, cacheTtlMs: 0 } } as Config);
    await present();
    store.isAway = true;
    expect(await present()).toMatchObject({ keyId: KEY_ID });
    await expect(present(unknownKey())).rejects.toThrow('connection refused');
  });
});
