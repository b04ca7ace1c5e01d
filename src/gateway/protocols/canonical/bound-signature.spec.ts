import { expect, it } from 'vitest';
import { VENDOR_CODECS } from '../index.js';
import { bindSignature, releaseSignatures } from './bound-signature.js';
import type { AnswerEvent } from './event.js';
import type { CanonicalRequest, ContentPart } from './request.js';
import type { Signature } from './signature.js';

const ENCRYPTED: Signature = { issuer: 'openai-responses', data: 'gAAAA', id: 'rs_1' };
const OPENAI = VENDOR_CODECS['openai-responses']!.dispositions;
const OLLAMA = VENDOR_CODECS['ollama-chat']!.dispositions;

const ends = (signature?: Signature): AnswerEvent => ({ type: 'part-end', choice: 0, part: 0, signature });

function aRequest(...content: ContentPart[]): CanonicalRequest {
  return { model: 'm', stream: false, sampling: {}, messages: [{ role: 'assistant', content }] };
}

it('what is encrypted for one account remembers whose', () => {
  expect(bindSignature(ends(ENCRYPTED), OPENAI, 'east')).toEqual(ends({ ...ENCRYPTED, provider: 'east' }));
});

it('other events, and signatures that every account can read, stay as they are', () => {
  const signed = ends({ issuer: 'gemini', data: 'CiQB' });
  for (const event of [ends(), signed]) expect(bindSignature(event, OPENAI, 'east')).toBe(event);
  expect(bindSignature(signed, OLLAMA, 'east')).toBe(signed);
});

it('goes back to its own provider, and not to another of the same dialect', () => {
  const thought: ContentPart = {
    kind: 'reasoning',
    text: 'Hm.',
    signature: { ...ENCRYPTED, provider: 'east' },
    origin: '/input/0',
  };
  const request = aRequest(thought);
  expect(releaseSignatures(request, 'east')).toEqual({ request, losses: [] });
  const { request: released, losses } = releaseSignatures(request, 'west');
  expect(released.messages[0]?.content).toEqual([{ ...thought, signature: undefined }]);
  expect(losses).toEqual([
    {
      feature: 'signature-history',
      origin: '/input/0',
      disposition: 'dropped',
      reason: 'it was encrypted for another provider than west',
    },
  ]);
});

it('hidden reasoning that cannot be read goes whole; what names no provider goes anywhere', () => {
  const hidden: ContentPart = {
    kind: 'reasoning',
    text: '',
    redacted: true,
    signature: { ...ENCRYPTED, provider: 'east' },
  };
  expect(releaseSignatures(aRequest(hidden), 'west').request.messages[0]?.content).toEqual([]);
  const unbound = aRequest({ ...hidden, signature: ENCRYPTED });
  expect(releaseSignatures(unbound, 'west')).toEqual({ request: unbound, losses: [] });
});
