import { describe, expect, test } from 'vitest';
import { collectAnswer } from '../../src/gateway/protocols/canonical/answer.ts';
import type { AnswerEvent, CanonicalEvent } from '../../src/gateway/protocols/canonical/event.ts';
import type { EncoderContext } from '../../src/gateway/protocols/codec.ts';
import { CLIENT_CODECS, isClientDialect } from '../../src/gateway/protocols/index.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import { totalTokens } from '../../src/kernel/token-usage.ts';
import { DECODER_CONTEXT, decodeStream } from './decode-stream.ts';
import { readableRecordings, recordingsAreHere } from './recordings.ts';

type Case = ReturnType<typeof readableRecordings>[number];

const cases = readableRecordings().filter((recording) => recording.stream ?? recording.body);

function decode({ codec, stream, body }: Case): CanonicalEvent[] {
  return stream ? decodeStream(codec, stream) : codec.decodeResponse(body ?? {}, DECODER_CONTEXT);
}

/** What was recorded of answers that failed halfway says so in its name. */
const isBroken = ({ name }: Case): boolean => /error|overloaded|failed|exception/.test(name);

const isAnswer = (event: CanonicalEvent): event is AnswerEvent => event.type !== 'error';

describe.skipIf(!recordingsAreHere)('recorded answers', () => {
  test('are here in number', () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  test.each(cases)('$name is well formed', (recording) => {
    const events = decode(recording);
    // A stream may be nothing but its error.
    expect(events[0]?.type).toBe(isBroken(recording) && events.length === 1 ? 'error' : 'start');
    expect(events.some((event) => event.type === 'error')).toBe(isBroken(recording));
    if (!isBroken(recording)) expect(events.some((event) => event.type === 'finish')).toBe(true);
    expectOrder(events);
  });

  const whole = cases.flatMap((recording) => {
    const client = isClientDialect(recording.codec.dialect) ? CLIENT_CODECS[recording.codec.dialect] : undefined;
    return client && !isBroken(recording) ? [{ ...recording, client }] : [];
  });

  test.each(whole)('$name is the same whole as streamed', (recording) => {
    const events = decode(recording).filter(isAnswer);
    const { codec, client } = recording;
    const context: EncoderContext = { model: 'm', id: 'i', created: 1, includeUsage: true };
    const body = JSON.parse(JSON.stringify(client.encodeResponse(events, context))) as JsonObject;
    const again = codec.decodeResponse(body, DECODER_CONTEXT).filter(isAnswer);
    expect(gist(again)).toEqual(gist(events));
  });

  test.each(cases)('$name has a total of tokens that is the sum of its classes', (recording) => {
    const usage = decode(recording).find((event) => event.type === 'usage');
    const raw = usage?.type === 'usage' ? usage.raw : undefined;
    const said = raw?.['total_tokens'] ?? raw?.['totalTokenCount'];
    if (usage?.type === 'usage' && typeof said === 'number') expect(totalTokens(usage.usage)).toBe(said);
  });
});

/** Text by kind, calls in order, reason and usage: what a whole answer has room for. */
function gist(events: readonly AnswerEvent[]) {
  const answer = collectAnswer(events);
  const choices = answer.choices.map(({ parts, reason }) => ({
    text: textOf(parts, 'text'),
    reasoning: textOf(parts, 'reasoning'),
    refusal: textOf(parts, 'refusal'),
    calls: parts.flatMap(({ head, text }) =>
      head.kind === 'tool-call' ? [{ id: head.id, name: head.name, text }] : [],
    ),
    reason: reason.unified,
  }));
  return { choices, usage: answer.usage };
}

function textOf(parts: ReturnType<typeof collectAnswer>['choices'][number]['parts'], kind: string): string {
  return parts
    .filter((part) => part.head.kind === kind)
    .map((part) => part.text)
    .join('');
}

/** Start, then parts that open before they grow and close once, then finishes, then usage. */
function expectOrder(events: readonly CanonicalEvent[]): void {
  const open = new Set<number>();
  const seen = new Set<number>();
  for (const event of events) {
    if (event.type === 'part-start') {
      expect(seen.has(event.part)).toBe(false);
      seen.add(event.part);
      open.add(event.part);
    }
    if (event.type === 'part-delta') expect(open.has(event.part)).toBe(true);
    if (event.type === 'part-end') expect(open.delete(event.part)).toBe(true);
  }
  if (!events.some((event) => event.type === 'error')) expect(open.size).toBe(0);
}
