import { expect, it } from 'vitest';
import { Secret } from '../../../kernel/secret.js';
import type { WireFormat } from '../../protocols/dialect.js';
import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';
import { geminiAdapter } from './gemini.adapter.js';

const instance: ProviderInstance = {
  name: 'gemini',
  kind: 'gemini',
  baseUrl: 'https://proxy.example/google',
  credentials: { apiKey: new Secret('key') },
  quirks: NO_QUIRKS,
};

const prepare = (model: string, format: WireFormat = 'gemini', stream = false) =>
  geminiAdapter.prepare({
    instance,
    format,
    model,
    stream,
    body: Buffer.from('{}'),
    requestId: 'r',
    contentType: 'application/json',
    protocolHeaders: [],
  });

it.for<[string, WireFormat, boolean, string]>([
  ['gemini-x', 'gemini', false, 'models/gemini-x:generateContent'],
  ['gemini-x', 'gemini', true, 'models/gemini-x:streamGenerateContent?alt=sse'],
  ['models/gemini-x', 'gemini-count-tokens', false, 'models/gemini-x:countTokens'],
  ['gemini-x', 'gemini-embeddings', false, 'models/gemini-x:batchEmbedContents'],
  ['tunedModels/mine', 'gemini', false, 'tunedModels/mine:generateContent'],
  ['../files/x?y#z', 'gemini', false, 'models/..%2Ffiles%2Fx%3Fy%23z:generateContent'],
])('%s as %s (stream: %s) is asked at %s', ([model, format, stream, path]) => {
  const request = prepare(model, format, stream);
  expect(request.origin + request.path).toBe(`https://proxy.example/google/v1beta/${path}`);
});

it('sends its key in its own header, and only when it is authorised', async () => {
  const request = prepare('gemini-x');
  expect(request.headers).not.toContain('key');
  const { headers } = await geminiAdapter.authorize(request, instance);
  expect(headers.slice(-2)).toEqual(['x-goog-api-key', 'key']);
  expect(await geminiAdapter.authorize(request, { ...instance, credentials: {} })).toBe(request);
});

it('lists models without the collection in their names', () => {
  const models = geminiAdapter.models.read({ models: [{ name: 'models/gemini-x' }, { name: 7 }, 'odd'] });
  expect(models).toEqual([{ id: 'gemini-x', created: 0, ownedBy: 'google' }]);
});
