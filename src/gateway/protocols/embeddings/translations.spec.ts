import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { toBase64Floats } from './base64-floats.js';
import { EMBEDDINGS_TRANSLATIONS } from './translations.js';

const VECTORS = [
  [0.5, -1],
  [0, 2],
];
const TEXTS = ['one', 'two'];

function call(from: string, to: string, raw: JsonObject) {
  const translation = EMBEDDINGS_TRANSLATIONS.find((candidate) => candidate.from === from && candidate.to === to);
  return translation!.translate(raw, 'the-model');
}

describe('to Gemini', () => {
  const ask = (more: JsonObject = {}) =>
    call('openai-embeddings', 'gemini-embeddings', { model: 'gemini/the-model', input: TEXTS, ...more });

  it('one request a text, each naming the model, with the length asked for', () => {
    const one = (text: string) => ({
      model: 'models/the-model',
      content: { parts: [{ text }] },
      outputDimensionality: 256,
    });
    expect(ask({ dimensions: 256 })).toMatchObject({ body: { requests: [one('one'), one('two')] }, losses: [] });
  });

  it('without a length none is invented', () => {
    expect(JSON.stringify(ask().body)).not.toContain('outputDimensionality');
  });

  it('its vectors and counts', () => {
    const embeddings = VECTORS.map((values) => ({ values }));
    const answer = ask().readAnswer({ embeddings, usageMetadata: { promptTokenCount: 6 } });
    expect(answer).toMatchObject({
      body: {
        data: [
          { index: 0, embedding: [0.5, -1] },
          { index: 1, embedding: [0, 2] },
        ],
        usage: { prompt_tokens: 6, total_tokens: 6 },
      },
      usage: { inputUncached: 6, source: 'provider' },
    });
  });

  it('models that do not count are estimated, and marked so', () => {
    const answer = ask().readAnswer({ embeddings: VECTORS.map((values) => ({ values })) });
    expect(answer?.usage).toMatchObject({ inputUncached: 2, source: 'estimated' });
  });

  it("from an Ollama client, whose runner's settings are reported", () => {
    const { body, losses } = call('ollama-embed', 'gemini-embeddings', {
      model: 'gemini/the-model',
      input: 'one',
      truncate: true,
      keep_alive: '1m',
      options: {},
      made_up: 1,
    });
    expect(body).toEqual({ requests: [{ model: 'models/the-model', content: { parts: [{ text: 'one' }] } }] });
    expect(losses.map(({ pointer }) => pointer)).toEqual(['/keep_alive', '/options', '/made_up', '/truncate']);
  });
});

it.for<[string, JsonObject]>([
  ['nothing', {}],
  ['an error', { error: 'no' }],
  ['a vector too few', { embeddings: [VECTORS[0]!] }],
  ['something else than numbers', { embeddings: [['a'], ['b']] }],
])('%s is no answer', ([, answer]) => {
  expect(call('openai-embeddings', 'ollama-embed', { model: 'm', input: TEXTS }).readAnswer(answer)).toBeNull();
});

it.for<[string, JsonObject, string]>([
  ['a text of another kind', { input: { text: 'one' } }, 'input'],
  ['a list of other things', { input: ['one', {}] }, 'input'],
  ['an empty list', { input: [] }, 'input'],
  ['an encoding that nobody knows', { input: 'one', encoding_format: 'hex' }, 'encoding_format'],
  ['half a dimension', { input: 'one', dimensions: 1.5 }, 'dimensions'],
])('%s names its field', ([, body, param]) => {
  const thrown = (() => {
    try {
      return call('openai-embeddings', 'ollama-embed', { model: 'm', ...body });
    } catch (error) {
      return error;
    }
  })();
  expect(thrown).toBeInstanceOf(GatewayError);
  expect(thrown).toMatchObject({ code: 'invalid_field', param });
});

it.for<[string, JsonObject]>([
  ['one text in tokens', { input: [1, 2] }],
  ['several', { input: [[1], [2, 3]] }],
])('%s is refused', ([, body]) => {
  const { losses } = call('openai-embeddings', 'gemini-embeddings', { model: 'm', ...body });
  expect(losses).toMatchObject([{ pointer: '/input', disposition: 'refused' }]);
});

it('floats in base64 are read back as the 32-bit numbers they are', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true })), (vector) => {
      const bytes = Buffer.from(toBase64Floats(vector), 'base64');
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      expect(vector.map((_, index) => view.getFloat32(index * 4, true))).toEqual(vector);
    }),
  );
});
