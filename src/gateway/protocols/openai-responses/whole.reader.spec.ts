import { expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { readWholeResponse } from './whole.reader.js';

const response: JsonObject = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  output: [
    { type: 'message', status: 'incomplete', content: [{ type: 'output_text', text: '"usage":{"input_tokens":1}' }] },
  ],
  usage: { input_tokens: 11, output_tokens: 7, total_tokens: 18 },
  metadata: { usage: 'x' },
};
const read = (body: JsonObject | string) =>
  readWholeResponse(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));

test.each<[string, JsonObject]>([
  ['as OpenAI orders it', response],
  ['in another order', { usage: response['usage'], output: response['output'], status: 'completed' }],
])('usage and end %s', (_, body) => {
  expect(read(body)).toMatchObject({
    complete: true,
    stopReason: 'completed',
    usage: { inputUncached: 11, output: 7 },
  });
});

test('an incomplete one says why, a failed one what went wrong', () => {
  const incomplete = { ...response, status: 'incomplete', incomplete_details: { reason: 'content_filter' } };
  expect(read(incomplete)).toMatchObject({ complete: true, stopReason: 'content_filter' });
  const failed = { ...response, status: 'failed', error: { message: 'No.' }, usage: null };
  expect(read(failed)).toMatchObject({ complete: true, streamError: 'No.', usage: null });
});

test.each([JSON.stringify(response).slice(0, -30), '{"object":"list","data":[]}', '<html>', ''])(
  '%j is none',
  (body) => {
    expect(read(body).complete).toBe(false);
  },
);
