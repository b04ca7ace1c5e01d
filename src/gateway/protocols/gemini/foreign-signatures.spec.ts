import { expect, test } from 'vitest';
import { packSignature } from '../canonical/signature.js';
import { withoutForeignSignatures } from './foreign-signatures.js';

const foreign = packSignature({ issuer: 'anthropic-messages', data: 'EqQB' }, 'gemini');
const call = { functionCall: { name: 'look', args: {} } };
const turn = (...parts: object[]) =>
  [
    { role: 'user', parts: [{ text: 'Hi' }] },
    { role: 'model', parts },
  ] as never;
const cleaned = (model: string, ...parts: object[]) => withoutForeignSignatures(turn(...parts), model);

test('what Gemini signed itself is left alone', () => {
  expect(cleaned('gemini-3-pro', { ...call, thoughtSignature: 'CpYB' }, { text: 'x', thought: true })).toBeNull();
  expect(withoutForeignSignatures('x', 'gemini-3-pro')).toBeNull();
});

test('another vendor’s signature is taken out, and a thought that was nothing else', () => {
  const hidden = { text: '', thought: true, thoughtSignature: foreign };
  const shown = { text: 'Hm.', thought: true, thought_signature: foreign };
  expect(cleaned('gemini-2.5-flash', hidden, shown, call)).toEqual({
    contents: turn({ text: 'Hm.', thought: true }, call),
    taken: ['/contents/1/parts/0/thoughtSignature', '/contents/1/parts/1/thought_signature'],
  });
});

test('since Gemini 3 a call must say why it is not signed', () => {
  const hidden = { text: '', thought: true, thoughtSignature: foreign };
  expect(cleaned('gemini-3-pro', hidden, call, call)?.contents).toEqual(
    turn({ ...call, thoughtSignature: 'skip_thought_signature_validator' }, call),
  );
});

test('a turn of nothing but a foreign signature goes', () => {
  expect(cleaned('gemini-3-pro', { text: '', thoughtSignature: foreign })?.contents).toHaveLength(1);
});
