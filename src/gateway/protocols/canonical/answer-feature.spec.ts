import { expect, test } from 'vitest';
import { clientCodec } from '../index.js';
import { droppedFeatureOf } from './answer-feature.js';
import type { AnswerEvent } from './event.js';

const CLIENT = clientCodec('openai-chat').dispositions;

const media = (mediaType: string): AnswerEvent => ({ type: 'media', choice: 0, part: 0, mediaType, data: 'AA==' });

test('media of a type that the dialect has no place for is dropped', () => {
  expect(droppedFeatureOf(media('image/png'), CLIENT)).toBeUndefined();
  expect(droppedFeatureOf(media('audio/wav'), CLIENT)).toBe('media');
});

test('what the dialect has words for is not', () => {
  const place = { choice: 0, part: 0 };
  const citation = { url: 'https://example.com', kind: 'url' as const };
  expect(droppedFeatureOf({ type: 'citation', ...place, citation }, CLIENT)).toBeUndefined();
  expect(droppedFeatureOf({ type: 'part-delta', ...place, text: 'a' }, CLIENT)).toBeUndefined();
});

test('what it has no words for is', () => {
  const citation = { kind: 'document' as const, document: 0, unit: 'page' as const, start: 1, end: 2 };
  expect(droppedFeatureOf({ type: 'citation', choice: 0, part: 0, citation }, CLIENT)).toBe('document-citation');
});
