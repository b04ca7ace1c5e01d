import { expect, it } from 'vitest';
import { describeFailure, transportError } from './transport-error.js';

const coded = (code: string) => Object.assign(new Error('system words'), { code });
const named = (name: string) => Object.assign(new Error('quotes the answer'), { name });

it.for<[string, Error, string]>([
  ['a system error', coded('ECONNREFUSED'), 'connection refused'],
  [
    'one address after another',
    new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
    'connection refused',
  ],
  ['what lies under an error', new Error('outside', { cause: coded('ENOTFOUND') }), 'host name not found'],
  ['what is not HTTP, without quoting it', named('HTTPParserError'), 'it does not speak HTTP'],
  [
    'a body that ends too soon',
    Object.assign(new Error('Response does not match the HTTP/1.1 protocol (Invalid EOF state)'), {
      name: 'HTTPParserError',
    }),
    'connection closed',
  ],
  ['a code nobody knows', coded('ESTRANGE'), 'ESTRANGE'],
])('%s', ([, error, reason]) => {
  expect(describeFailure(error)).toBe(reason);
});

it.for([
  ['UND_ERR_HEADERS_TIMEOUT', 'provider_timeout', 504],
  ['UND_ERR_BODY_TIMEOUT', 'provider_timeout', 504],
  ['UND_ERR_CONNECT_TIMEOUT', 'provider_unreachable', 502],
  ['ECONNRESET', 'provider_unreachable', 502],
] as const)('%s is %s', ([code, expected, status]) => {
  const error = transportError(coded(code), 'fake');
  expect(error).toMatchObject({ code: expected, status });
  expect(error.message).not.toContain('system words');
});
