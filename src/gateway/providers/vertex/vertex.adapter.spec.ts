import { describe, expect, it } from 'vitest';
import { editBody } from '../../../kernel/json-bytes/edit-body.js';
import { vertexAdapter } from './vertex.adapter.js';
import { vertexProviders } from './vertex.environment.js';

const [instance] = vertexProviders({
  VERTEX_PROJECT: 'p',
  VERTEX_LOCATION: 'europe-west4',
  VERTEX_BASE_URL: undefined,
});
if (!instance) throw new Error('a project makes a provider');

const call = { instance, requestId: 'r', contentType: 'application/json', protocolHeaders: [] as readonly string[] };
const PLACE = 'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers';

describe('Gemini', () => {
  it.for<[boolean, string]>([
    [false, ':generateContent'],
    [true, ':streamGenerateContent?alt=sse'],
  ])('is asked in its own dialect (stream: %s)', ([stream, method]) => {
    const body = Buffer.from('{}');
    const request = vertexAdapter.prepare({ ...call, format: 'gemini', model: 'gemini-x', stream, body });
    expect(request.origin + request.path).toBe(`${PLACE}/google/models/gemini-x${method}`);
    expect(request.body).toBe(body);
    expect(vertexAdapter.formats(instance, 'gemini-x')).toEqual(['gemini']);
  });
});

describe('Claude', () => {
  const model = 'claude-opus@20260101';
  const edits = vertexAdapter.edits?.(instance, 'anthropic-messages') ?? [];

  it('is asked in Anthropic’s dialect, at Anthropic’s place', () => {
    expect(vertexAdapter.formats(instance, model)).toEqual(['anthropic-messages']);
    const body = Buffer.from('{}');
    const paths = [false, true].map(
      (stream) => vertexAdapter.prepare({ ...call, format: 'anthropic-messages', model, stream, body }).path,
    );
    expect(paths.map((path) => path.slice(path.indexOf('/publishers')))).toEqual([
      '/publishers/anthropic/models/claude-opus%4020260101:rawPredict',
      '/publishers/anthropic/models/claude-opus%4020260101:streamRawPredict',
    ]);
  });

  it('gets a version instead of a model', () => {
    expect(editBody(Buffer.from('{"model":"x","max_tokens":1.0}'), edits).toString()).toBe(
      '{"max_tokens":1.0,"anthropic_version":"vertex-2023-10-16"}',
    );
  });

  it('gets the betas of the header in its body', () => {
    const protocolHeaders = ['anthropic-version', '2023-06-01', 'anthropic-beta', 'one, two'];
    const { body, headers } = vertexAdapter.prepare({
      ...call,
      protocolHeaders,
      format: 'anthropic-messages',
      model,
      stream: false,
      body: Buffer.from('{}'),
    });
    expect(body?.toString()).toBe('{"anthropic_beta":["one","two"]}');
    expect(headers).not.toContain('anthropic-beta');
  });
});

it.for<[string, string]>([
  ['global', 'https://aiplatform.googleapis.com'],
  ['eu', 'https://aiplatform.eu.rep.googleapis.com'],
  ['us-central1', 'https://us-central1-aiplatform.googleapis.com'],
])('the location %s has its own host', ([location, host]) => {
  const env = { VERTEX_PROJECT: 'p', VERTEX_LOCATION: location, VERTEX_BASE_URL: undefined };
  expect(vertexProviders(env)[0]?.baseUrl).toBe(host);
});
