import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { collectAnswer } from '../canonical/answer.js';
import type { Citation } from '../canonical/citation.js';
import type { AnswerEvent } from '../canonical/event.js';
import { openaiChat } from './codec.js';

const CONTEXT = { model: 'm', id: 'x', created: 1, includeUsage: false };

const text = (part: number, said: string, ...citations: Citation[]): AnswerEvent[] => [
  { type: 'part-start', choice: 0, part, content: { kind: 'text' } },
  ...citations.map((citation): AnswerEvent => ({ type: 'citation', choice: 0, part, citation })),
  { type: 'part-delta', choice: 0, part, text: said },
  { type: 'part-end', choice: 0, part },
];
const FINISH: AnswerEvent = { type: 'finish', choice: 0, reason: { unified: 'stop', raw: null } };

const PAGE = { kind: 'url' as const, url: 'https://example.com/a', title: 'A' };

function messageOf(events: readonly AnswerEvent[]): JsonObject {
  const { choices } = openaiChat.encodeResponse(events, CONTEXT) as { choices: { message: JsonObject }[] };
  return choices[0]?.message ?? {};
}

/** The pieces of a field over all chunks of a stream. */
function streamed(events: readonly AnswerEvent[], field: string): unknown[] {
  const encoder = openaiChat.createStreamEncoder(CONTEXT);
  return events
    .map((event) => encoder.encode(event))
    .join('')
    .trim()
    .split('\n\n')
    .flatMap((frame) => {
      const chunk = JSON.parse(frame.slice('data: '.length)) as { choices: { delta: Record<string, unknown[]> }[] };
      return chunk.choices[0]?.delta[field] ?? [];
    });
}

describe('citations of pages', () => {
  const events = [
    ...text(0, 'It rains. '),
    ...text(1, 'In Bremen.', PAGE, { ...PAGE, start: 3, end: 9, quote: 'Bremen, wet' }),
    ...text(2, 'Bye.', { kind: 'document', document: 0, unit: 'page', start: 1, end: 2 }),
    FINISH,
  ];
  const whole = { url: PAGE.url, title: 'A', start_index: 10, end_index: 20 };
  const word = { url: PAGE.url, title: 'A', start_index: 13, end_index: 19, content: 'Bremen, wet' };

  test('count their places over the joined content; without one they mean their part', () => {
    expect(messageOf(events)['annotations']).toEqual([
      { type: 'url_citation', url_citation: whole },
      { type: 'url_citation', url_citation: word },
    ]);
  });

  test('are streamed as soon as their place is known', () => {
    expect(streamed(events, 'annotations')).toEqual([
      { type: 'url_citation', url_citation: word },
      { type: 'url_citation', url_citation: whole },
    ]);
  });

  test('are read back, each with its part', () => {
    const message = { ...messageOf(events) };
    const decoded = openaiChat.decodeResponse(
      { choices: [{ index: 0, message, finish_reason: 'stop' }] },
      { provider: 'p', answerId: 'a' },
    );
    const answer = collectAnswer(decoded.filter((event): event is AnswerEvent => event.type !== 'error'));
    expect(answer.choices[0]?.parts).toMatchObject([
      {
        text: 'It rains. In Bremen.Bye.',
        citations: [
          { kind: 'url', url: PAGE.url, title: 'A', start: 10, end: 20 },
          { start: 13, end: 19, quote: 'Bremen, wet' },
        ],
      },
    ]);
  });
});

describe('pictures', () => {
  const events: AnswerEvent[] = [
    ...text(0, 'Here:'),
    { type: 'media', choice: 0, part: 1, mediaType: 'image/png', data: 'iVBORw0KGgo=' },
    { type: 'media', choice: 0, part: 2, mediaType: 'audio/wav', data: 'UklGRg==' },
    FINISH,
  ];
  const images = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' }, index: 0 }];

  test('stand beside the text; sounds have no place', () => {
    expect(messageOf(events)).toMatchObject({ content: 'Here:', images });
    expect(streamed(events, 'images')).toEqual(images);
  });

  test('are read as media', () => {
    const message = { role: 'assistant', content: 'Here:', images };
    const decoded = openaiChat.decodeResponse(
      { choices: [{ index: 0, message, finish_reason: 'stop' }] },
      { provider: 'p', answerId: 'a' },
    );
    expect(decoded).toContainEqual({ ...events[3], part: 1 });
  });
});
