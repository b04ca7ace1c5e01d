import { describe, expect, it } from 'vitest';
import { classifyGoogleFailure, readGoogleError } from './google-shape.js';

const failure = (status: number, details: object[] = [], headers = {}) => ({
  kind: 'status' as const,
  status,
  headers,
  body: JSON.stringify({ error: { code: status, message: 'No.', status: 'X', details } }),
});
const retry = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });

describe('what to do after a failure', () => {
  it('a key that Google does not know is this target’s own trouble, though it says 400', () => {
    expect(classifyGoogleFailure(failure(400, [{ reason: 'API_KEY_INVALID' }]))).toEqual({
      retry: 'next-target',
      tripsBreaker: false,
      ownTrouble: true,
    });
    expect(classifyGoogleFailure(failure(400)).retry).toBe('never');
  });

  it.for<[string, number | undefined]>([
    ['48s', 48_000],
    ['34.4s', 34_400],
    ['soon', undefined],
  ])('the time to wait stands in the body: %s', ([delay, milliseconds]) => {
    expect(classifyGoogleFailure(failure(429, [retry(delay)])).retryAfterMs).toBe(milliseconds);
  });

  it('unless a header says it', () => {
    expect(classifyGoogleFailure(failure(503, [retry('48s')], { 'retry-after': '2' })).retryAfterMs).toBe(2000);
  });

  it('pages of proxies say nothing', () => {
    expect(classifyGoogleFailure({ kind: 'status', status: 502, headers: {}, body: '<html>' })).toMatchObject({
      retry: 'same-target',
    });
  });
});

it.for<[string, string, { message: string; code: string | null }]>([
  ['its own', failure(429).body, { message: 'No.', code: 'X' }],
  ['a list of one', `[${failure(429).body}]`, { message: 'No.', code: 'X' }],
  [
    'Anthropic’s, on Vertex AI',
    '{"type":"error","error":{"type":"overloaded_error","message":"Busy."}}',
    { message: 'Busy.', code: 'overloaded_error' },
  ],
  ['a page', '<html>', { message: 'The provider answered 429.', code: null }],
])('reads errors: %s', ([, body, error]) => {
  expect(readGoogleError(429, body)).toEqual(error);
});
