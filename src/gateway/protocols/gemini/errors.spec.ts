import { expect, it } from 'vitest';
import { GatewayError } from '../../../kernel/errors.js';
import { renderError } from './errors.js';

it.for<[number, number, string]>([
  [400, 400, 'INVALID_ARGUMENT'],
  [402, 402, 'INVALID_ARGUMENT'],
  [429, 429, 'RESOURCE_EXHAUSTED'],
  [503, 503, 'UNAVAILABLE'],
  [529, 529, 'UNAVAILABLE'],
  [520, 520, 'INTERNAL'],
])('%i is said in the words of google.rpc', ([status, code, word]) => {
  const rendered = renderError(new GatewayError('provider_error', { message: 'No.' }, { status }));
  expect(rendered.status).toBe(code);
  expect(rendered.body).toMatchObject({ error: { code, status: word, message: 'No.' } });
});

it('names the field at fault and the time to wait', () => {
  const error = new GatewayError(
    'invalid_field',
    { param: 'contents', reason: 'odd' },
    { status: 429, retryAfterSeconds: 1.5 },
  );
  expect(renderError(error).body['error']).toMatchObject({
    details: [
      { reason: 'INVALID_FIELD' },
      { fieldViolations: [{ field: 'contents' }] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '1.5s' },
    ],
  });
});
