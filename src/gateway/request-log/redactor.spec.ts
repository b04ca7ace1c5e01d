import { expect, it } from 'vitest';
import { Redactor } from './redactor.js';

const redactor = new Redactor({ builtIn: true, patterns: ['acct-\\d{4}'] });

it.for([
  ['my key is sk-proj-abcdefghijklmnop1234', 'my key is [key]'],
  ['{"k":"aig_0123456789abcdefghijklmnop"}', '{"k":"[key]"}'],
  ['AKIAIOSFODNN7EXAMPLE', '[key]'],
  ['Authorization: Bearer abcdefghijklmnop.qrstuv', 'Authorization: [token]'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlMTIz', '[token]'],
  ['write to jane.doe+x@mail.example.com, please', 'write to [email], please'],
  ['4111 1111 1111 1111 and 4111111111111111', '[card] and [card]'],
  ['acct-1234', '[redacted]'],
] as const)('%s', ([text, kept]) => {
  expect(redactor.redact(text).text).toBe(kept);
});

it.for(['order 4111111111111112', 'at 1760000000', 'task-force', 'a@b', 'sk-short', 'acct-12'])(
  'leaves %s alone',
  (text) => {
    expect(redactor.redact(text)).toEqual({ text, count: 0 });
  },
);

it('counts what it replaced', () => {
  expect(redactor.redact('a@b.de c@d.de acct-0000').count).toBe(3);
});

it('names files and pictures instead of keeping them', () => {
  expect(redactor.redact(`data:image/png;base64,${'iVBORw0KGgo'.repeat(100)}==`).text).toBe(
    'data:image/png;base64,[base64]',
  );
});

it('keeps keys where the operator wants only his own patterns', () => {
  const own = new Redactor({ builtIn: false, patterns: ['x+'] });
  expect(own.redact('xx a@b.de').text).toBe('[redacted] a@b.de');
});

it('takes no time for texts that are made to take it', () => {
  const hard = new Redactor({ builtIn: true, patterns: ['(a+)+$'] });
  const startedAt = performance.now();
  hard.redact(`${'a@'.repeat(20_000)}${'1 '.repeat(20_000)}${'a'.repeat(100)}!`);
  // It would be ages; this bounds a hang.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});
