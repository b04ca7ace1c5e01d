import { describe, expect, it } from 'vitest';
import type { Config } from '../config/config.js';
import { GatewayError } from '../kernel/errors.js';
import { Secret } from '../kernel/secret.js';
import { NOBODYS_HASH, SecretHasher } from './secret-hasher.js';

const aHasher = (argon2Concurrency = 2) => new SecretHasher({ auth: { argon2Concurrency } } as Config);
const password = new Secret('correct horse battery staple');

describe('hashing secrets', () => {
  it('makes Argon2id hashes, a new one each time, that verify only their secret', async () => {
    const hasher = aHasher();
    const [first, second] = await Promise.all([hasher.hash(password), hasher.hash(password)]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,/);
    expect(first).not.toBe(second);
    expect(await hasher.verify(first, password)).toBe(true);
    expect(await hasher.verify(first, new Secret('something else'))).toBe(false);
  });

  it('answers no where there is no hash, at the price of a real one', async () => {
    const hasher = aHasher();
    expect(await hasher.verify(null, password)).toBe(false);
    expect(await hasher.needsRehash(NOBODYS_HASH)).toBe(false);
  });

  it('tells a hash of other parameters from one of todays', async () => {
    const hasher = aHasher();
    expect(await hasher.needsRehash(await hasher.hash(password))).toBe(false);
    expect(await hasher.needsRehash(NOBODYS_HASH.replace('m=19456', 'm=8192'))).toBe(true);
  });

  it('lets 64 wait, refuses the next with a time to come back, and serves all who waited', async () => {
    const hasher = aHasher();
    const served = Array.from({ length: 2 + 64 }, () => hasher.verify(NOBODYS_HASH, password));
    const refused = await hasher.verify(NOBODYS_HASH, password).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(GatewayError);
    expect(refused).toMatchObject({ code: 'busy', status: 503, retryAfterSeconds: 1 });
    expect(await Promise.all(served)).toEqual(served.map(() => false));
    expect(await hasher.verify(NOBODYS_HASH, password)).toBe(false);
  });

  it('gives the place free when the work fails', async () => {
    const hasher = aHasher(1);
    await expect(hasher.verify('not a hash', password)).rejects.toThrow();
    expect(await hasher.verify(NOBODYS_HASH, password)).toBe(false);
  });
});
