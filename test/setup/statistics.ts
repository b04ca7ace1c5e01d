import { eventually } from './eventually.ts';
import type { Gateway } from './gateway.ts';

/** What the ledger holds of this key's owner, once it has counted so many requests. */
export function statisticsOf(gateway: Gateway, apiKey: string, requests: number): Promise<Record<string, unknown>> {
  return eventually(`${requests} requests are counted`, async () => {
    const { body } = await gateway.call('GET', '/api/stats', { token: apiKey });
    return body['total_requests'] === requests && body;
  });
}
