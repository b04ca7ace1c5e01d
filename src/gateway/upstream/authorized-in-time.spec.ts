import { afterEach, expect, it, vi } from 'vitest';
import { GatewayError } from '../../kernel/errors.js';
import type { UpstreamRequest } from '../providers/provider.js';
import type { ClientPresence } from './attempt.js';
import { authorizedInTime } from './authorized-in-time.js';

const REQUEST: UpstreamRequest = { origin: 'http://x', path: '/', method: 'POST', headers: [], body: null };
const LIMIT = { provider: 'cloud', limitMs: 5000 };

afterEach(() => void vi.useRealTimers());

function client(ended: GatewayError | null = null): ClientPresence {
  return { ended, onEnded: null };
}

function never(): Promise<UpstreamRequest> {
  return Promise.withResolvers<UpstreamRequest>().promise;
}

it('gives the request as it was proved', async () => {
  expect(await authorizedInTime(Promise.resolve(REQUEST), client(), LIMIT)).toBe(REQUEST);
});

it('does not go on waiting for a client that leaves', async () => {
  const present = client();
  const waiting = authorizedInTime(never(), present, LIMIT);
  present.onEnded?.(new GatewayError('client_closed'));
  await expect(waiting).rejects.toMatchObject({ code: 'client_closed' });
});

it('does not begin to wait for one that has left', async () => {
  const gone = client(new GatewayError('client_closed'));
  await expect(authorizedInTime(never(), gone, LIMIT)).rejects.toMatchObject({ code: 'client_closed' });
});

it('is no more patient than with the vendor itself', async () => {
  vi.useFakeTimers();
  const late = expect(authorizedInTime(never(), client(), LIMIT)).rejects.toMatchObject({ code: 'provider_timeout' });
  await vi.advanceTimersByTimeAsync(5000);
  await late;
});
