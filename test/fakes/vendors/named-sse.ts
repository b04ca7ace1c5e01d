import type { Scenario } from '../upstream/scenarios.ts';

/** Events under the name that their `type` is, and no terminator. */
export const namedSse =
  (events: readonly object[]): Scenario =>
  async (exchange) => {
    exchange.startStream('sse');
    for (const event of events) {
      const { type } = event as { type: string };
      await exchange.send(`event: ${type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    exchange.end();
  };
