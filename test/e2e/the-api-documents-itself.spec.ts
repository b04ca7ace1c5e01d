import { expect, test } from './fixtures.ts';

interface Operation {
  readonly summary?: string;
  readonly responses?: object;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const OPERATIONS = [
  ['post', '/v1/chat/completions'],
  ['get', '/v1/models'],
  ['post', '/v1/responses'],
  ['get', '/v1/responses/{id}'],
  ['post', '/v1/messages'],
  ['post', '/v1/messages/count_tokens'],
  ['post', '/v1beta/{path}'],
  ['post', '/api/chat'],
  ['post', '/api/generate'],
  ['get', '/api/tags'],
  ['post', '/api/show'],
  ['get', '/api/version'],
  ['post', '/auth/register'],
  ['post', '/auth/login'],
  ['post', '/auth/keys'],
  ['get', '/auth/keys'],
  ['delete', '/auth/keys/{id}'],
  ['get', '/api/stats'],
  ['get', '/health'],
  ['get', '/health/live'],
  ['get', '/health/ready'],
] as const;

test('the OpenAPI document describes what there is', async ({ gateway }) => {
  const { status, body } = await gateway.call<OpenApi>('GET', '/docs-json');
  expect(status).toBe(200);
  expect(body.openapi).toMatch(/^3\./);
  for (const [method, path] of OPERATIONS) {
    expect(body.paths[path]?.[method], `${method} ${path}`).toBeDefined();
    expect(Object.keys(body.paths[path]?.[method]?.responses ?? {}), `${method} ${path}`).not.toEqual([]);
  }
});

test('every operation says what it answers, who may ask, and which steps its path has', async ({ gateway }) => {
  const { body } = await gateway.call<OpenApi>('GET', '/docs-json');
  for (const [path, operations] of Object.entries(body.paths)) {
    const steps = [...path.matchAll(/\{(\w+)\}/g)].map(([, step]) => step);
    for (const [method, { responses = {}, security, parameters = [] }] of Object.entries(operations)) {
      const named = parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name);
      expect(named, `${method} ${path}`).toEqual(steps);
      expect(security, `${method} ${path}`).toBeDefined();
      expect(Object.keys(responses), `${method} ${path}`).not.toEqual([]);
    }
  }
});

test('Swagger UI is served with everything it loads', async ({ gateway }) => {
  const { status, headers, body } = await gateway.call<string>('GET', '/docs');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/html/);
  const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, reference]) => reference ?? '');
  expect(loaded.length).toBeGreaterThanOrEqual(2);
  for (const reference of loaded) {
    const asset = new URL(reference, `${gateway.url}/docs`);
    // Nothing from elsewhere: it has to work without a network.
    expect(asset.origin).toBe(gateway.url);
    expect((await fetch(asset)).status, asset.pathname).toBe(200);
  }
});
