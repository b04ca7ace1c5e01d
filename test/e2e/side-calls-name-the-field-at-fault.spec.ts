import { FORM_TYPE } from '../../src/gateway/ingress/wire/form-routes.ts';
import type { Gateway } from '../setup/gateway.ts';
import { expect, test } from './fixtures.ts';

interface Fault {
  readonly status: number;
  readonly code: string;
  readonly param: string | null;
}

const MIB = 1024 * 1024;
const FILE = new File(['sound'], 'a.wav', { type: 'audio/wav' });

const missing = (param: string): Fault => ({ status: 400, code: 'missing_field', param });

async function faultOf(response: Response): Promise<Fault> {
  const { error } = (await response.json()) as { error: { code: string; param: string | null } };
  return { status: response.status, code: error.code, param: error.param };
}

function post(
  gateway: Gateway,
  apiKey: string,
  path: string,
  body: string | FormData,
  type?: string,
): Promise<Response> {
  const headers = { authorization: `Bearer ${apiKey}`, ...(type === undefined ? {} : { 'content-type': type }) };
  return fetch(`${gateway.url}${path}`, { method: 'POST', headers, body });
}

function form(fields: readonly (readonly [string, string | File])[]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

test.for<[string, object, Fault]>([
  ['/v1/embeddings', { input: 'Hi.' }, missing('model')],
  ['/v1/embeddings', { model: 'text-embedding-fake' }, missing('input')],
  ['/v1/embeddings', { model: 7, input: 'Hi.' }, { status: 400, code: 'invalid_field', param: 'model' }],
  ['/v1/completions', { prompt: 'Hi.' }, missing('model')],
  [
    '/v1/completions',
    { model: 'davinci-fake', stream: 'yes' },
    { status: 400, code: 'invalid_field', param: 'stream' },
  ],
  ['/v1/moderations', {}, missing('input')],
  ['/v1/images/generations', { prompt: 'A cat.' }, missing('model')],
  ['/v1/images/generations', { model: 'gpt-image-fake' }, missing('prompt')],
  ['/v1/images/edits', { model: 'gpt-image-fake' }, missing('prompt')],
  ['/v1/audio/speech', { model: 'tts-fake', voice: 'alloy' }, missing('input')],
  ['/v1/audio/speech', { model: 'tts-fake', input: 'Hi.' }, missing('voice')],
  ['/v1/rerank', { model: 'any/any', documents: [] }, missing('query')],
  ['/v1/rerank', { model: 'any/any', query: 'Hi.' }, missing('documents')],
])('%s with %j', async ([path, body, fault], { gateway, apiKey }) => {
  expect(await faultOf(await post(gateway, apiKey, path, JSON.stringify(body), 'application/json'))).toEqual(fault);
});

test.for<[string, FormData, Fault]>([
  ['no model', form([['file', FILE]]), missing('model')],
  ['no file', form([['model', 'whisper-fake']]), missing('file')],
  [
    'the model twice',
    form([
      ['model', 'whisper-fake'],
      ['model', 'other'],
    ]),
    { status: 400, code: 'duplicate_field', param: 'model' },
  ],
  ['a model that is a file', form([['model', FILE]]), { status: 400, code: 'invalid_field', param: 'model' }],
  [
    'a stream that is neither',
    form([
      ['model', 'whisper-fake'],
      ['file', FILE],
      ['stream', 'perhaps'],
    ]),
    { status: 400, code: 'invalid_field', param: 'stream' },
  ],
])('a form with %s', async ([, body, fault], { gateway, apiKey }) => {
  expect(await faultOf(await post(gateway, apiKey, '/v1/audio/transcriptions', body))).toEqual(fault);
});

test.for([
  ['without a boundary', FORM_TYPE, 'model=whisper-fake'],
  [
    'cut in the middle',
    `${FORM_TYPE}; boundary=xyz`,
    '--xyz\r\nContent-Disposition: form-data; name="model"\r\n\r\nwhi',
  ],
  ['of very many parts', `${FORM_TYPE}; boundary=xyz`, `${part('a').repeat(1000)}--xyz--\r\n`],
  ['with two boundaries', `${FORM_TYPE}; boundary=xyz; boundary=abc`, `${part('model')}${part('file')}--xyz--\r\n`],
  [
    'whose model has another name to another parser',
    `${FORM_TYPE}; boundary=xyz`,
    `${part('model')}${part('file')}--xyz\r\nContent-Disposition: form-data; filename="; name=model"; name="note"\r\n\r\n` +
      'other\r\n--xyz--\r\n',
  ],
] as const)('a form %s cannot be read', async ([, type, body], { gateway, apiKey }) => {
  const fault = await faultOf(await post(gateway, apiKey, '/v1/audio/transcriptions', body, type));
  expect(fault).toEqual({ status: 400, code: 'invalid_form', param: null });
});

function part(name: string): string {
  return `--xyz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n1\r\n`;
}

test('JSON where a form is needed is a 415 that says so', async ({ gateway, apiKey }) => {
  const response = await post(gateway, apiKey, '/v1/audio/transcriptions', '{}', 'application/json');
  expect(response.status).toBe(415);
  expect(await response.text()).toContain(FORM_TYPE);
});

test.for(['/v1/chat/completions', '/v1/embeddings', '/auth/register'])(
  'a form where none is taken is a 415: %s',
  async (path, { gateway, apiKey }) => {
    const response = await post(gateway, apiKey, path, form([['email', 'a@example.com']]));
    expect(response.status).toBe(415);
    expect(await response.text()).toContain('send application/json');
  },
);

test('an upload may be larger than JSON may, up to a limit of its own', async ({ gateway, apiKey, upstream }) => {
  upstream.on('openai.transcriptions', (exchange) => exchange.json({ text: String(exchange.request.body.length) }));
  const upload = (size: number) =>
    form([
      ['model', 'whisper-fake'],
      ['file', new File([new Uint8Array(size)], 'a.wav')],
    ]);
  const within = await post(gateway, apiKey, '/v1/audio/transcriptions', upload(24 * MIB));
  expect(Number(((await within.json()) as { text: string }).text)).toBeGreaterThan(24 * MIB);

  const beyond = await post(gateway, apiKey, '/v1/audio/transcriptions', upload(33 * MIB));
  const text = await beyond.clone().text();
  expect(await faultOf(beyond)).toEqual({ status: 413, code: 'body_too_large', param: null });
  expect(text).toContain('UPLOAD_LIMIT_BYTES');
});
