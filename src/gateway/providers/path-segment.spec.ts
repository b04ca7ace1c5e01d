import { expect, it } from 'vitest';
import { azureOpenAiAdapter } from './azure-openai/azure-openai.adapter.js';
import { bedrockAdapter } from './bedrock/bedrock.adapter.js';
import { geminiAdapter } from './gemini/gemini.adapter.js';
import { pathSegment } from './path-segment.js';
import type { ProviderAdapter, ProviderInstance } from './provider.js';
import { NO_QUIRKS } from './quirks.js';
import { vertexAdapter } from './vertex/vertex.adapter.js';

/** Every adapter that writes the model into the path, with a format of its own. */
const WITH_MODEL_IN_PATH = [
  [azureOpenAiAdapter, 'openai-chat'],
  [bedrockAdapter, 'bedrock-converse'],
  [geminiAdapter, 'gemini'],
  [vertexAdapter, 'gemini'],
] as const;

function pathOf(adapter: ProviderAdapter, format: (typeof WITH_MODEL_IN_PATH)[number][1], model: string): string {
  const instance: ProviderInstance = {
    name: 'x',
    kind: adapter.kind,
    baseUrl: 'https://vendor.invalid/base',
    credentials: {},
    quirks: NO_QUIRKS,
    settings: { apiVersion: '2024-10-21', project: 'p', location: 'l', region: 'us-east-1' },
  };
  const call = { instance, format, model, stream: false, body: Buffer.from('{}'), requestId: 'r' };
  return adapter.prepare({ ...call, contentType: 'application/json', protocolHeaders: [] }).path;
}

it.for(WITH_MODEL_IN_PATH)('a name leads to no other path: $0.kind', ([adapter, format]) => {
  const usual = pathOf(adapter, format, 'NAME').split('NAME');
  for (const name of ['../../admin', 'a/b', 'a?key=1', 'a#b', 'a\\..\\b', '%2e%2e', 'a b\u00e9', 'x:y']) {
    const path = pathOf(adapter, format, name);
    expect(path.slice(usual[0]?.length, path.length - (usual[1]?.length ?? 0))).not.toMatch(/[/?#\\]/);
    expect(new URL(path, 'https://vendor.invalid').href).toBe(`https://vendor.invalid${path}`);
  }
  for (const name of ['.', '..']) expect(() => pathOf(adapter, format, name)).toThrow('no model can have this name');
});

it('an empty name is none', () => {
  expect(() => pathSegment('')).toThrow('no model can have this name');
});
