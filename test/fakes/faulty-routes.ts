/** What clients ask for: each dialect's vendor is asked first under one of these names. */
export const FAULTY_ROUTES = ['one-first', 'other-first'] as const;

/**
 * A `gateway.yaml` (JSON is YAML). Two targets, each of which is asked first for half of the models, so that every pair of dialects is met.
 *
 * @param apiKey a reference to a secret
 */
export function faultyRoutes(vendorUrl: string, apiKey: string): string {
  const targets = [
    { provider: 'one', model: 'gpt-fake' },
    { provider: 'other', model: 'claude-fake' },
  ];
  const route = (model: string, first: number) => ({
    model,
    targets: [targets[first], targets[1 - first]].map((target, priority) => ({ ...target, priority })),
    retry: { attempts: 2, backoff: '5ms' },
    cooldown: '20ms',
    breaker: { failures: 8, coolDown: '50ms' },
    timeouts: { connect: '5s', firstToken: '1500ms', idle: '1s', total: '10s' },
  });
  return JSON.stringify({
    providers: [
      { name: 'one', kind: 'openai-compatible', baseUrl: `${vendorUrl}/v1`, apiKey },
      { name: 'other', kind: 'anthropic', baseUrl: vendorUrl, apiKey },
    ],
    routes: FAULTY_ROUTES.map(route),
  });
}
