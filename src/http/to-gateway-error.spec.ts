import { HttpException, NotFoundException, UnauthorizedException } from '@nestjs/common';
import { expect, it } from 'vitest';
import { GatewayError } from '../kernel/errors.js';
import { catalogued } from './to-gateway-error.js';

const REQUEST = {
  method: 'GET',
  path: '/nowhere',
  requestId: 'req_1',
  contentType: undefined,
  bodyLimit: { bytes: 1024, setting: 'BODY_LIMIT_BYTES' },
  expectedType: 'application/json',
};
const coded = (code: string) => Object.assign(new Error('inside words'), { code });

it('what is catalogued already stays as it is', () => {
  const error = new GatewayError('missing_api_key');
  expect(catalogued(error, REQUEST)).toBe(error);
});

it.for<[string, unknown, string, number, string]>([
  ['an unknown path', new NotFoundException(), 'route_not_found', 404, 'GET /nowhere'],
  ['a path that is no path', coded('FST_ERR_BAD_URL'), 'route_not_found', 404, '/nowhere'],
  ['a body too large', coded('FST_ERR_CTP_BODY_TOO_LARGE'), 'body_too_large', 413, '1024 bytes'],
  ['what may be raised', coded('FST_ERR_CTP_BODY_TOO_LARGE'), 'body_too_large', 413, 'raise BODY_LIMIT_BYTES'],
  ['another content type', coded('FST_ERR_CTP_INVALID_MEDIA_TYPE'), 'unsupported_media_type', 415, '(none)'],
  ['what to send instead', coded('FST_ERR_CTP_EMPTY_TYPE'), 'unsupported_media_type', 415, 'send application/json'],
  ['a body that is cut', coded('FST_ERR_CTP_INVALID_CONTENT_LENGTH'), 'body_incomplete', 400, 'announced length'],
])('%s', ([, thrown, code, status, words]) => {
  const error = catalogued(thrown, REQUEST);
  expect(error).toMatchObject({ code, status });
  expect(error.message).toContain(words);
});

it.for<[string, unknown]>([
  ['an exception', new Error('inside words')],
  ['an unknown code', coded('ESOMETHING')],
  ['an exception of the framework', new UnauthorizedException('inside words')],
  ['a status nobody expects', new HttpException('inside words', 418)],
  ['no error at all', 'inside words'],
  ['nothing', undefined],
])('%s is opaque: the request id outside, the cause inside', ([, thrown]) => {
  const error = catalogued(thrown, REQUEST);
  expect(error).toMatchObject({ code: 'internal_error', status: 500 });
  expect(error.message).toContain('req_1');
  expect(error.message).not.toContain('inside words');
  expect(error.cause).toBe(thrown);
});
