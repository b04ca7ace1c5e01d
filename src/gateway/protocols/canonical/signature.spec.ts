import { describe, expect, test } from 'vitest';
import { packSignature, unpackSignature } from './signature.js';

describe('a signature in a field of another dialect', () => {
  test('comes back as it was, with the item it belongs to', () => {
    const signature = { issuer: 'openai-responses', data: 'gAAAA:b=/+', id: 'rs_1' } as const;
    const packed = packSignature(signature, 'anthropic-messages');
    expect(packed).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(unpackSignature(packed, 'anthropic-messages')).toEqual(signature);
  });

  test('remembers the provider whose account alone can read it', () => {
    const signature = { issuer: 'openai-responses', data: 'gAAAA', id: 'rs_1', provider: 'azure: west@1' } as const;
    expect(unpackSignature(packSignature(signature, 'gemini'), 'gemini')).toEqual(signature);
  });

  test('stays as it is in a field of its own dialect', () => {
    const signature = { issuer: 'gemini', data: 'CiQB' } as const;
    expect(packSignature(signature, 'gemini')).toBe('CiQB');
    expect(unpackSignature('CiQB', 'gemini')).toEqual(signature);
  });

  test('is taken for the dialect’s own where somebody else’s text only looks like ours', () => {
    const forged = Buffer.from('aigw1:nobody:id:data').toString('base64');
    expect(unpackSignature(forged, 'gemini')).toEqual({ issuer: 'gemini', data: forged });
  });
});
