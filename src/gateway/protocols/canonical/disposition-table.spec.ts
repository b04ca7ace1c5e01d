import { describe, expect, test } from 'vitest';
import { OPENAI_CHAT as table } from '../openai-chat/dispositions.js';
import { locate, ownFieldLoss, residueLoss } from './disposition-table.js';
import { toParam } from './json-pointer.js';
import { lostParams, refuseLosses } from './loss.js';

describe('a field nobody knows', () => {
  test.each([
    '/frobnicate',
    '/messages/0/frobnicate',
    '/response_format/json_schema/frobnicate',
    '/tools/0/function/x',
  ])('at %s is dropped and reported', (pointer) => {
    expect(residueLoss(table, pointer)).toMatchObject({ pointer, disposition: 'dropped' });
  });

  test.each(['/messages/3', '/messages/0/content/1', '/messages/0/tool_calls/0', '/tools/2', '/tool_choice'])(
    'at %s would change the answer and is refused',
    (pointer) => {
      expect(residueLoss(table, pointer)).toMatchObject({ pointer, disposition: 'refused' });
    },
  );
});

describe("a field of the client's dialect alone", () => {
  test('is lost as the table says', () => {
    expect(ownFieldLoss(table, { pointer: '/store', value: true })?.disposition).toBe('dropped');
    expect(ownFieldLoss(table, { pointer: '/modalities', value: ['text', 'audio'] })?.disposition).toBe('refused');
  });

  test('is no loss where its value asks for nothing', () => {
    expect(ownFieldLoss(table, { pointer: '/store', value: false })).toBeUndefined();
    expect(ownFieldLoss(table, { pointer: '/modalities', value: ['text'] })).toBeUndefined();
  });
});

describe('a feature is located', () => {
  test('at its field in the request', () => {
    expect(locate(table, 'choices')).toBe('/n');
  });

  test('below the node that it was found in', () => {
    expect(locate(table, 'image-detail', '/messages/2/content/1')).toBe('/messages/2/content/1/image_url/detail');
    expect(locate(table, 'message-name', '/messages/4')).toBe('/messages/4/name');
  });
});

describe('losses', () => {
  const dropped = { pointer: '/store', disposition: 'dropped', reason: 'a' } as const;
  const refused = { pointer: '/messages/0/content/1', disposition: 'refused', reason: 'no audio' } as const;

  test('are named as OpenAI names fields', () => {
    expect(lostParams([dropped, refused, dropped])).toEqual(['store', 'messages[0].content[1]']);
    expect(toParam('/messages/0/content')).toBe('messages[0].content');
  });

  test('that are refused end the request, with field, target and reason', () => {
    expect(() => refuseLosses([dropped, refused], 'Ollama', { strict: false })).toThrow(
      expect.objectContaining({
        code: 'unsupported_parameter',
        status: 400,
        param: 'messages[0].content[1]',
        message: expect.stringMatching(/Ollama.*no audio/),
      }),
    );
  });

  test('that are dropped end it only for strict clients', () => {
    expect(() => refuseLosses([dropped], 'Ollama', { strict: false })).not.toThrow();
    expect(() => refuseLosses([dropped], 'Ollama', { strict: true })).toThrow(
      expect.objectContaining({ param: 'store' }),
    );
  });
});
