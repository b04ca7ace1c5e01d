import { describe, expect, test } from 'vitest';
import type { AnswerEvent } from '../../canonical/event.js';
import { EVERY_CAPABILITY } from '../../canonical/capabilities.js';
import { noUsage } from '../../../../kernel/token-usage.js';
import { translateRequest } from '../../translate-request.js';
import type { JsonObject } from '../../../../kernel/json.js';
import { ollamaChat } from '../chat/codec.js';
import { ollamaGenerate } from './codec.js';

const ADDRESS = { model: 'm', stream: true };

const decode = (body: JsonObject) => ollamaGenerate.decodeRequest({ model: 'm', ...body }, ADDRESS).request;

describe('a prompt', () => {
  test('becomes a conversation of its system text and itself', () => {
    expect(decode({ prompt: 'Why?', system: 'Be brief.', images: ['/9j/4AAQ'] })).toMatchObject({
      stream: true,
      messages: [
        { role: 'system', content: [{ kind: 'text', text: 'Be brief.' }] },
        {
          role: 'user',
          content: [
            { kind: 'text', text: 'Why?' },
            { kind: 'image', source: { kind: 'base64', mediaType: 'image/jpeg', data: '/9j/4AAQ' } },
          ],
        },
      ],
    });
  });

  test('that is not there is no message', () => {
    expect(decode({ prompt: '' }).messages).toEqual([]);
  });

  test.each([
    [{ options: { temperature: '1' } }, 'options.temperature'],
    [{ prompt: 7 }, 'prompt'],
    [{ think: 'much' }, 'think'],
    [{ images: [7] }, 'images'],
  ])('%j is refused by the name of the field', (body, param) => {
    expect(() => decode(body as JsonObject)).toThrow(expect.objectContaining({ param }));
  });
});

describe('to another dialect', () => {
  const losses = (body: JsonObject) =>
    translateRequest({ model: 'm', prompt: 'Why?', ...body }, ollamaGenerate, ollamaChat, {
      address: ADDRESS,
      capabilities: EVERY_CAPABILITY,
    }).losses.map(({ pointer, disposition }) => [pointer, disposition]);

  test.each(['suffix', 'template', 'raw', 'context', 'width'])('%s is refused', (field) => {
    const values: JsonObject = { suffix: 'end', template: '{{ .Prompt }}', raw: true, context: [1], width: 512 };
    expect(losses({ [field]: values[field] })).toEqual([[`/${field}`, 'refused']]);
  });

  test('what asks for nothing is nothing to report', () => {
    expect(losses({ suffix: '', template: '', raw: false, context: [], width: 0 })).toEqual([]);
  });

  test("the runner's options are reported one by one", () => {
    expect(losses({ options: { num_ctx: 1, min_p: 0.1 }, keep_alive: '5m' })).toEqual([
      ['/keep_alive', 'dropped'],
      ['/options/min_p', 'dropped'],
      ['/options/num_ctx', 'dropped'],
    ]);
  });
});

const EVENTS: AnswerEvent[] = [
  { type: 'start', created: 1_782_000_000 },
  { type: 'part-start', choice: 0, part: 0, content: { kind: 'reasoning' } },
  { type: 'part-delta', choice: 0, part: 0, text: 'hm' },
  { type: 'part-end', choice: 0, part: 0 },
  { type: 'part-start', choice: 0, part: 1, content: { kind: 'text' } },
  { type: 'part-delta', choice: 0, part: 1, text: 'Because.' },
  { type: 'part-end', choice: 0, part: 1 },
  { type: 'finish', choice: 0, reason: { unified: 'stop', raw: null } },
  { type: 'usage', usage: { ...noUsage('provider'), inputUncached: 3, output: 4 } },
];

/** A clock that moves by the given steps, and then stands still. */
function clock(...times: number[]): () => number {
  return () => (times.length > 1 ? times.shift() : times[0]) ?? 0;
}

describe('an answer', () => {
  const context = { model: 'asked', id: 'x', created: 1, includeUsage: true };
  const created_at = '2026-06-21T00:00:00.000Z';

  test('as a stream has thinking and response line by line, and how long it took', () => {
    const encoder = ollamaGenerate.createStreamEncoder({ ...context, elapsedMs: clock(20, 50) });
    const text = EVENTS.map((event) => encoder.encode(event)).join('') + encoder.end();
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      { model: 'asked', created_at, response: '', thinking: 'hm', done: false },
      { model: 'asked', created_at, response: 'Because.', done: false },
      {
        model: 'asked',
        created_at,
        response: '',
        done: true,
        done_reason: 'stop',
        total_duration: 50_000_000,
        load_duration: 0,
        prompt_eval_count: 3,
        prompt_eval_duration: 20_000_000,
        eval_count: 4,
        eval_duration: 30_000_000,
      },
    ]);
  });

  test('as a whole says the same at once', () => {
    expect(ollamaGenerate.encodeResponse(EVENTS, { ...context, elapsedMs: clock(50) })).toEqual({
      model: 'asked',
      created_at,
      response: 'Because.',
      thinking: 'hm',
      done: true,
      done_reason: 'stop',
      total_duration: 50_000_000,
      load_duration: 0,
      prompt_eval_count: 3,
      prompt_eval_duration: 0,
      eval_count: 4,
      eval_duration: 50_000_000,
    });
  });

  test('says nothing of tools and pictures, which a prompt cannot ask for', () => {
    const encoder = ollamaGenerate.createStreamEncoder(context);
    const events: AnswerEvent[] = [
      { type: 'part-start', choice: 0, part: 0, content: { kind: 'tool-call', id: 'c', name: 'look' } },
      { type: 'part-end', choice: 0, part: 0 },
      { type: 'media', choice: 0, part: 1, mediaType: 'image/png', data: 'AAAA' },
    ];
    expect(events.map((event) => encoder.encode(event)).join('')).toBe('');
  });
});
