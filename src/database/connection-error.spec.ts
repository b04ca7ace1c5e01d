import { QueryFailedError } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { describeConnectionError, isConnectionError } from './connection-error.js';

const coded = (code: string, message = 'something') => Object.assign(new Error(message), { code });

describe('an error of the connection', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', '57P01', '57P03', '08006', '53300', '25006'])('has the code %s', (code) => {
    expect(isConnectionError(coded(code))).toBe(true);
    expect(isConnectionError(new QueryFailedError('SELECT 1', [], coded(code)))).toBe(true);
    expect(isConnectionError(new Error('wrapped', { cause: coded(code) }))).toBe(true);
  });

  it.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect', 'Query read timeout'])(
    'says "%s"',
    (text) => expect(isConnectionError(new Error(text))).toBe(true),
  );

  it.each(['23505', '42P01', '57014', 'ENOENT'])('does not have the code %s', (code) => {
    expect(isConnectionError(new QueryFailedError('SELECT 1', [], coded(code)))).toBe(false);
  });

  it('is described by its text, else its code', () => {
    expect(describeConnectionError(coded('ECONNREFUSED', 'connect ECONNREFUSED ::1'))).toBe('connect ECONNREFUSED ::1');
    expect(describeConnectionError(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).toBe(
      'ECONNREFUSED',
    );
    expect(describeConnectionError('a text')).toBe('a text');
  });
});
