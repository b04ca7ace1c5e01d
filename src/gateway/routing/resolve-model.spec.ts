import { describe, expect, it } from 'vitest';
import { buildSnapshot } from '../../state/gateway-snapshot.js';
import type { ProviderInstance } from '../providers/provider.js';
import { NO_QUIRKS } from '../providers/quirks.js';
import { resolveModel } from './resolve-model.js';

const provider = (name: string): ProviderInstance => ({
  name,
  kind: 'openai-compatible',
  baseUrl: `http://${name}.test`,
  credentials: {},
  quirks: NO_QUIRKS,
});
const snapshot = (names: string[], defaultProvider = 'ollama') =>
  buildSnapshot(1, { providers: names.map(provider), defaultProvider });

describe('model name resolution', () => {
  it('takes "provider/model" apart only where the first part is a provider', () => {
    const state = snapshot(['openai', 'ollama']);
    expect(resolveModel(state, 'openai/gpt-4o')).toMatchObject({ instance: { name: 'openai' }, model: 'gpt-4o' });
    expect(resolveModel(state, 'meta/llama-3')).toMatchObject({
      instance: { name: 'ollama' },
      model: 'meta/llama-3',
    });
  });

  it('keeps further slashes in the model name', () => {
    const target = resolveModel(snapshot(['openai']), 'openai/org/model');
    expect(target.model).toBe('org/model');
  });

  it('follows the longest prefix rule, then the default provider', () => {
    const state = snapshot(['openai', 'ollama', 'echo']);
    expect(resolveModel(state, 'gpt-4o').instance.name).toBe('openai');
    expect(resolveModel(state, 'echo').instance.name).toBe('echo');
    expect(resolveModel(state, 'llama3.2').instance.name).toBe('ollama');
  });

  it('lets the default provider serve a claimed name when its owner is not configured', () => {
    expect(resolveModel(snapshot(['ollama']), 'gpt-oss:20b').instance.name).toBe('ollama');
  });

  it('gives a name that several vendors serve to the one that is configured, and else to the first', () => {
    expect(resolveModel(snapshot(['vertex', 'ollama']), 'gemini-x').instance.name).toBe('vertex');
    expect(resolveModel(snapshot(['vertex', 'gemini']), 'gemini-x').instance.name).toBe('gemini');
    expect(() => resolveModel(snapshot([]), 'gemini-x')).toThrow(/GEMINI_API_KEY/);
  });

  it('says what to set when nothing can serve the model', () => {
    expect(() => resolveModel(snapshot(['echo']), 'gpt-4o')).toThrow(/OPENAI_API_KEY/);
    expect(() => resolveModel(snapshot([]), 'llama3')).toThrow(/OLLAMA_BASE_URL/);
  });

  it('does not take an empty model after the slash for a model', () => {
    expect(() => resolveModel(snapshot(['openai']), 'openai/')).toThrow(/cannot be served/);
  });
});
