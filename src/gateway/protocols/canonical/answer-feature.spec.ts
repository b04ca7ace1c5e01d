import { expect, test } from 'vitest';
import { clientCodec } from '../index.js';
import { droppedFeaturesOf } from './answer-feature.js';
import type { AnswerEvent } from './event.js';

const CLIENT = clientCodec('openai-chat').dispositions;

const media = (mediaType: string): AnswerEvent => ({ type: 'media', choice: 0, part: 0, mediaType, data: 'AA==' });

test('media of a type that the dialect has no place for is dropped', () => {
  expect(droppedFeaturesOf(media('image/png'), CLIENT)).toEqual([]);
  expect(droppedFeaturesOf(media('audio/wav'), CLIENT)).toEqual(['media']);
});

test('what the dialect has words for is not', () => {
  const place = { choice: 0, part: 0 };
  const citation = { url: 'https://example.com', kind: 'url' as const };
  expect(droppedFeaturesOf({ type: 'citation', ...place, citation }, CLIENT)).toEqual([]);
  expect(droppedFeaturesOf({ type: 'part-delta', ...place, text: 'a' }, CLIENT)).toEqual([]);
});

test('what it has no words for is', () => {
  const citation = { kind: 'document' as const, document: 0, unit: 'page' as const, start: 1, end: 2 };
  expect(droppedFeaturesOf({ type: 'citation', choice: 0, part: 0, citation }, CLIENT)).toEqual(['document-citation']);
});

test('an event that brings two things loses both', () => {
  const reason = { unified: 'stop_sequence', raw: 'stop_sequence', sequence: '###' } as const;
  const finish: AnswerEvent = { type: 'finish', choice: 0, reason, extensions: { gemini: { avgLogprobs: -0.1 } } };
  expect(droppedFeaturesOf(finish, CLIENT)).toEqual(['stop-sequence', 'vendor-details']);
});

test('what a vendor says beside a part or a citation is its detail; what the client’s own dialect says is none', () => {
  const head = (dialect: 'gemini' | 'openai-chat'): AnswerEvent => ({
    type: 'part-start',
    choice: 0,
    part: 0,
    content: { kind: 'text', extensions: { [dialect]: { x: 1 } } },
  });
  expect(droppedFeaturesOf(head('gemini'), CLIENT)).toEqual(['vendor-details']);
  expect(droppedFeaturesOf(head('openai-chat'), CLIENT)).toEqual([]);
});

test('a signed picture goes without its signature where only Gemini would take it back', () => {
  const signed = { ...media('image/png'), signature: { issuer: 'gemini', data: 'CpYB' } } as AnswerEvent;
  expect(droppedFeaturesOf(signed, CLIENT)).toEqual(['media-signature']);
  expect(droppedFeaturesOf(signed, clientCodec('gemini').dispositions)).toEqual([]);
});
