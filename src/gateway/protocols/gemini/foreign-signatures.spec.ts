import { expect, it } from 'vitest';
import { packSignature } from '../canonical/signature.js';
import { withOwnSignatures } from './foreign-signatures.js';

const USER = { role: 'user', parts: [{ text: 'Weather?' }] };
const RESULT = { role: 'user', parts: [{ functionResponse: { name: 'look', response: {} } }] };
const CALL = { functionCall: { name: 'look', args: {} } };
const FOREIGN = packSignature({ issuer: 'anthropic-messages', data: 'c2ln' }, 'gemini');
const said = (...parts: object[]) => ({ role: 'model', parts });
const asked = (...parts: object[]) => JSON.parse(JSON.stringify([USER, said(...parts), RESULT])) as never;

it('is not asked of what Gemini signed itself, nor of models that check nothing', () => {
  const own = asked({ ...CALL, thoughtSignature: 'b3du' }, CALL);
  expect(withOwnSignatures(own, 'gemini-3-pro')).toBeNull();
  expect(withOwnSignatures(asked(CALL), 'gemini-2.5-pro')).toBeNull();
  expect(withOwnSignatures('text', 'gemini-3-pro')).toBeNull();
});

it('takes foreign ones out, thoughts without text whole, and excuses the call', () => {
  const signed = asked(
    { text: 'Hm.', thought: true, thoughtSignature: FOREIGN },
    { text: ' ', thought: true, thought_signature: FOREIGN },
    CALL,
  );
  expect(withOwnSignatures(signed, 'gemini-3-pro')).toEqual({
    contents: [
      USER,
      said({ text: 'Hm.', thought: true }, { ...CALL, thoughtSignature: 'skip_thought_signature_validator' }),
      RESULT,
    ],
    removed: ['/contents/1/parts/0', '/contents/1/parts/1'],
    excused: ['/contents/1/parts/1'],
  });
});

it('excuses calls of the current turn only', () => {
  const before: object[] = asked(CALL);
  expect(withOwnSignatures([...before, USER] as never, 'gemini-3-pro')).toBeNull();
});
