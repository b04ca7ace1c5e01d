import { expect, it } from 'vitest';
import { secretsOf } from '../credentials.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';
import { AccessTokens } from './vertex.tokens.js';

const HOUR_MS = 3_600_000;

/** A source that numbers its tokens, and a clock to move. */
function setUp({ failures = 0 } = {}) {
  const instance: ProviderInstance = {
    name: 'vertex',
    kind: 'vertex',
    baseUrl: 'http://fake.invalid',
    credentials: {},
    quirks: NO_QUIRKS,
  };
  const state = { now: 0, asked: 0, failures };
  const tokens = new AccessTokens(
    instance,
    async () => {
      state.asked += 1;
      if (state.failures > 0) {
        state.failures -= 1;
        throw new Error('no metadata server');
      }
      return { token: `token-${state.asked}`, expiresAt: state.now + HOUR_MS };
    },
    () => state.now,
  );
  return { tokens, state, instance };
}

it('asks once for all who wait, and then no more', async () => {
  const { tokens, state } = setUp();
  const [one, other] = await Promise.all([tokens.bearer(), tokens.bearer()]);
  expect(one).toEqual(['authorization', 'Bearer token-1']);
  expect(other).toBe(one);
  expect(tokens.bearer()).toEqual(['authorization', 'Bearer token-1']);
  expect(state.asked).toBe(1);
});

it('renews before the end without making anybody wait', async () => {
  const { tokens, state } = setUp();
  await tokens.bearer();
  state.now = HOUR_MS - 60_000;
  expect(tokens.bearer()).toEqual(['authorization', 'Bearer token-1']);
  await Promise.resolve();
  expect(state.asked).toBe(2);
  expect(await tokens.bearer()).toEqual(['authorization', 'Bearer token-2']);
});

it('waits for a new one when the old one has ended', async () => {
  const { tokens, state } = setUp();
  await tokens.bearer();
  state.now = HOUR_MS;
  expect(await tokens.bearer()).toEqual(['authorization', 'Bearer token-2']);
});

it('asks again after a failure', async () => {
  const { tokens } = setUp({ failures: 1 });
  await expect(tokens.bearer()).rejects.toThrow('no metadata server');
  expect(await tokens.bearer()).toEqual(['authorization', 'Bearer token-2']);
});

it('keeps its tokens out of what clients are told', async () => {
  const { tokens, instance } = setUp();
  await tokens.bearer();
  expect(secretsOf(instance)).toEqual(['token-1']);
});
