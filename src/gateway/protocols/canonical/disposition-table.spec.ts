import { describe, expect, test } from 'vitest';
import { GEMINI } from '../gemini/dispositions.js';
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
  const body = { user: 'u', safety_identifier: 's', n: 2, messages: [{ name: 'ada' }] };

  test('at every field that says it', () => {
    expect(locate(table, body, { feature: 'choices' })).toEqual(['/n']);
    expect(locate(table, body, { feature: 'end-user' })).toEqual(['/user', '/safety_identifier']);
    expect(locate(table, { safety_identifier: 's' }, { feature: 'end-user' })).toEqual(['/safety_identifier']);
  });

  test('below the node that it was found in', () => {
    expect(locate(table, body, { feature: 'message-name', origin: '/messages/0' })).toEqual(['/messages/0/name']);
  });

  test('at the node itself where no field says it', () => {
    expect(locate(table, body, { feature: 'image-url', origin: '/messages/0' })).toEqual(['/messages/0']);
  });
});

describe('a dialect with two spellings', () => {
  const body = { generation_config: { topK: 1, max_output_tokens: 2 } };

  test('has its losses where the client wrote them', () => {
    expect(locate(GEMINI, body, { feature: 'max-output-tokens' })).toEqual(['/generation_config/max_output_tokens']);
    expect(locate(GEMINI, body, { feature: 'top-k' })).toEqual(['/generation_config/topK']);
    const own = { pointer: '/generation_config/speech_config', value: {} };
    expect(ownFieldLoss(GEMINI, own)).toMatchObject({ pointer: own.pointer, disposition: 'refused' });
    expect(residueLoss(GEMINI, '/tools/0/new_tool').disposition).toBe('refused');
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
