import { expect, it } from 'vitest';
import { echoProvider } from '../gateway/providers/echo/echo.definition.js';
import { ollamaProvider } from '../gateway/providers/ollama/ollama.definition.js';
import { Secret } from '../kernel/secret.js';
import { NOTHING_DEFINED } from './definition/gateway.definition.js';
import { routeSchema } from './definition/route.definition.js';
import type { GatewaySnapshot } from './gateway-snapshot.js';
import { SnapshotHolder } from './snapshot.holder.js';

const local = () => ollamaProvider('ollama', { baseUrl: 'http://127.0.0.1:11434' });
const remote = (key: string) => ollamaProvider('remote', { baseUrl: 'http://remote:1', apiKey: new Secret(key) });
const route = (model: string, provider: string) =>
  routeSchema.parse({ model, targets: [{ provider, model: 'upstream-model' }] });

function holder(...providers: ReturnType<typeof local>[]): SnapshotHolder {
  return new SnapshotHolder({ providers, definition: NOTHING_DEFINED, defaultProvider: 'ollama' });
}

const names = ({ providers }: GatewaySnapshot) => [...providers.keys()];

it('swaps providers and routes whole; whoever holds the old snapshot keeps it', () => {
  const state = holder(echoProvider('echo'));
  const before = state.current;
  const after = state.replace({ providers: [remote('1')], routes: [route('fast', 'remote')] });
  expect(state.current).toBe(after);
  expect(after.version).toBe(before.version + 1);
  expect([names(before), names(after)]).toEqual([['echo'], ['remote']]);
  expect([before.routes.size, after.routes.get('fast')?.targets[0]?.provider]).toEqual([0, 'remote']);
});

it('what is as before stays the same object; a changed secret is a change', () => {
  const state = holder(remote('1'), echoProvider('echo'));
  const before = state.replace({ providers: [remote('1'), echoProvider('echo')], routes: [route('fast', 'echo')] });
  const after = state.replace({
    providers: [remote('2'), echoProvider('echo')],
    routes: [route('fast', 'echo'), route('faster', 'echo')],
  });
  expect(after.providers.get('echo')).toBe(before.providers.get('echo'));
  expect(after.routes.get('fast')).toBe(before.routes.get('fast'));
  expect(after.providers.get('remote')).not.toBe(before.providers.get('remote'));
  expect(after.providers.get('remote')?.credentials.apiKey?.reveal()).toBe('2');
});

it('what was found stays through a change, and gives way to what is configured under its name', () => {
  const state = holder(echoProvider('echo'));
  state.putFound(local());
  expect(names(state.current)).toEqual(['echo', 'ollama']);
  state.replace({ providers: [remote('1')], routes: [] });
  expect(names(state.current)).toEqual(['remote', 'ollama']);
  const configured = ollamaProvider('ollama', { baseUrl: 'http://elsewhere:1' });
  state.replace({ providers: [configured], routes: [] });
  state.putFound(local());
  expect(state.current.providers.get('ollama')?.baseUrl).toBe('http://elsewhere:1');
  state.replace({ providers: [], routes: [] });
  expect(state.current.providers.get('ollama')?.baseUrl).toBe('http://127.0.0.1:11434');
});

it('tells its watchers of every later snapshot until they go', () => {
  const state = holder();
  const seen: number[] = [];
  const stop = state.watch(({ version }) => seen.push(version));
  state.replace({ providers: [remote('1')], routes: [] });
  state.putFound(local());
  stop();
  state.replace({ providers: [], routes: [] });
  expect(seen).toEqual([2, 3]);
});
