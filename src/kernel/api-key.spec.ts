import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newApiKey, parseApiKey } from './api-key.js';

const BASE62 = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'];
const base62Text = (length: number) =>
  fc.array(fc.constantFrom(...BASE62), { minLength: length, maxLength: length }).map((letters) => letters.join(''));

describe('a gateway key', () => {
  it('has one fixed shape and reads back as it was made', () => {
    const made = newApiKey();
    const text = made.key.reveal();
    expect(text).toMatch(/^aig_[0-9A-Za-z]{58}$/);
    expect(made.prefix).toBe(text.slice(0, 16));
    expect(made.prefix).toBe(`aig_${made.publicId}`);
    const parsed = parseApiKey(text);
    expect(parsed?.publicId).toBe(made.publicId);
    expect(parsed?.key.reveal()).toBe(text);
  });

  it('does not repeat and does not print', () => {
    const keys = Array.from({ length: 200 }, () => newApiKey());
    expect(new Set(keys.map(({ key }) => key.reveal())).size).toBe(200);
    expect(JSON.stringify(keys[0])).not.toContain(keys[0]?.key.reveal().slice(16));
  });

  it('is refused after any change of one character', () => {
    const text = newApiKey().key.reveal();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), fc.constantFrom(...BASE62), (at, letter) => {
        fc.pre(text[at] !== letter);
        expect(parseApiKey(text.slice(0, at) + letter + text.slice(at + 1))).toBeNull();
      }),
    );
  });

  it('is refused when cut, padded or surrounded', () => {
    const text = newApiKey().key.reveal();
    for (let length = 0; length < text.length; length += 1) expect(parseApiKey(text.slice(0, length))).toBeNull();
    for (const other of [`${text}0`, ` ${text}`, `${text}\n`, text.toUpperCase()])
      expect(parseApiKey(other)).toBeNull();
  });

  it('is refused when guessed in the right shape', () => {
    fc.assert(fc.property(base62Text(58), (guess) => expect(parseApiKey(`aig_${guess}`)).toBeNull()));
  });

  it('is refused without an exception for any text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => expect(parseApiKey(text)).toBeNull()));
  });
});
