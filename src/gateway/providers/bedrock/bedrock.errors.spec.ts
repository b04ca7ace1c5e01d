import { describe, expect, test } from 'vitest';
import { classifyBedrockFailure, readBedrockError } from './bedrock.errors.js';

const named = (name: string) => ({
  'x-amzn-errortype': `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/`,
});

describe('an error', () => {
  test('has its message in the body and its name in a header', () => {
    const body = '{"message":"The provided model identifier is invalid."}';
    expect(readBedrockError(400, body, named('ValidationException'))).toEqual({
      message: 'The provided model identifier is invalid.',
      code: 'ValidationException',
    });
  });

  test('of an older service names itself in the body', () => {
    const body = '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"No."}';
    expect(readBedrockError(403, body)).toEqual({ message: 'No.', code: 'AccessDeniedException' });
  });

  test.each(['', '<html>503</html>', '[]'])('without words of its own (%j) has ours', (body) => {
    expect(readBedrockError(503, body)).toEqual({ message: 'The provider answered 503.', code: null });
  });
});

test.each([
  [429, 'ThrottlingException', { retry: 'next-target', tripsBreaker: false }],
  [400, 'ThrottlingException', { retry: 'next-target', tripsBreaker: false }],
  [429, 'ModelNotReadyException', { retry: 'same-target', tripsBreaker: false }],
  [400, 'ServiceQuotaExceededException', { retry: 'next-target', tripsBreaker: false }],
  [400, 'ValidationException', { retry: 'never', tripsBreaker: false }],
  [403, 'ExpiredTokenException', { retry: 'next-target', tripsBreaker: false }],
  [404, 'ResourceNotFoundException', { retry: 'next-target', tripsBreaker: false }],
  [408, 'ModelTimeoutException', { retry: 'same-target', tripsBreaker: false }],
  [424, 'ModelErrorException', { retry: 'next-target', tripsBreaker: false }],
  [500, 'InternalServerException', { retry: 'same-target', tripsBreaker: true }],
  [503, 'ServiceUnavailableException', { retry: 'same-target', tripsBreaker: true }],
] as const)('%s %s is judged %j', (status, name, verdict) => {
  const failure = { kind: 'status', status, headers: named(name), body: '{"message":"x"}' } as const;
  expect(classifyBedrockFailure(failure)).toMatchObject(verdict);
});

test('a connection that failed is worth another try', () => {
  expect(classifyBedrockFailure({ kind: 'reset', cause: null })).toEqual({ retry: 'same-target', tripsBreaker: true });
});
