import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeUpstream } from '../fakes/upstream.ts';
import { newDataDirectory } from '../setup/gateway.ts';
import { test as base } from './fixtures.ts';

export { expect } from 'vitest';

/** Two vendors that say which of them has answered; `vendor` of the other fixtures is a third, not in any route. */
export const test = base
  .extend('left', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await FakeUpstream.start();
    onCleanup(() => vendor.stop());
    return vendor;
  })
  .extend('right', { scope: 'file' }, async ({}, { onCleanup }) => {
    const vendor = await FakeUpstream.start();
    onCleanup(() => vendor.stop());
    return vendor;
  });

/** `GATEWAY_CONFIG` with these providers, by name, and these routes; JSON is YAML. */
export function routesFile(vendors: Readonly<Record<string, FakeUpstream>>, routes: readonly object[]): string {
  const path = join(newDataDirectory(), 'gateway.yaml');
  const providers = Object.entries(vendors).map(([name, { url }]) => ({
    name,
    kind: 'openai-compatible',
    baseUrl: `${url}/v1`,
  }));
  writeFileSync(path, JSON.stringify({ providers, routes }));
  return path;
}

/** The route `fast` over the model `m` of both. */
export function fastRoute(settings: object = {}): object {
  return {
    model: 'fast',
    targets: [
      { provider: 'left', model: 'm' },
      { provider: 'right', model: 'm' },
    ],
    ...settings,
  };
}
