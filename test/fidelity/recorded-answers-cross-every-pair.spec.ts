import { describe, expect, test } from 'vitest';
import { type Answer, collectAnswer } from '../../src/gateway/protocols/canonical/answer.ts';
import type { AnswerEvent, CanonicalEvent, UnifiedStopReason } from '../../src/gateway/protocols/canonical/event.ts';
import { type Signature, unpackSignature } from '../../src/gateway/protocols/canonical/signature.ts';
import type { EncoderContext } from '../../src/gateway/protocols/codec.ts';
import type { ClientDialect } from '../../src/gateway/protocols/dialect.ts';
import { isVendorDialect } from '../../src/gateway/protocols/index.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/json.ts';
import { inputTokens, outputTokens } from '../../src/kernel/token-usage.ts';
import { DECODER_CONTEXT, decodeStream } from './decode-stream.ts';
import { readableRecordings, recordingsAreHere } from './recordings.ts';
import { TWO_SIDED_CODECS, type TwoSidedCodec } from './two-sided-codecs.ts';

type Case = ReturnType<typeof readableRecordings>[number];

const CONTEXT: EncoderContext = { model: 'm', id: 'answer-1', created: 1_782_000_000, includeUsage: true };

const isAnswer = (event: CanonicalEvent): event is AnswerEvent => event.type !== 'error';

function decode({ codec, stream, body }: Case): AnswerEvent[] {
  const events = stream ? decodeStream(codec, stream) : codec.decodeResponse(body ?? {}, DECODER_CONTEXT);
  return events.filter(isAnswer);
}

/** What the client's own SDK would have after the stream, read back by the dialect's own decoder. */
function throughStream({ client, vendor }: TwoSidedCodec, events: readonly AnswerEvent[]): Answer {
  const encoder = client.createStreamEncoder(CONTEXT);
  const text = events.map((event) => encoder.encode(event)).join('') + encoder.end();
  return collect(decodeStream(vendor, Buffer.from(text)));
}

function throughWhole({ client, vendor }: TwoSidedCodec, events: readonly AnswerEvent[]): Answer {
  const body = JSON.parse(JSON.stringify(client.encodeResponse(events, CONTEXT))) as JsonObject;
  return collect(vendor.decodeResponse(body, DECODER_CONTEXT));
}

function collect(events: readonly CanonicalEvent[]): Answer {
  expect(events.filter(({ type }) => type === 'error')).toEqual([]);
  return collectAnswer(events.filter(isAnswer));
}

/** The first choice by kinds of content, as far as the client's dialect has words for them. */
function gist(answer: Answer, { client }: TwoSidedCodec) {
  const [choice] = answer.choices;
  const parts = choice?.parts ?? [];
  const textOf = (...kinds: string[]) =>
    parts
      .filter(({ head }) => kinds.includes(head.kind))
      .map(({ text }) => text)
      .join('');
  const has = (feature: keyof typeof client.dispositions.answers) =>
    client.dispositions.answers[feature].disposition === 'mapped';
  return {
    // Some dialects say a refusal in words like any other.
    text: textOf('text', 'refusal'),
    // A hidden thought has a space for a text in Gemini.
    reasoning: has('reasoning') ? textOf('reasoning').trim() : undefined,
    signatures: has('signature') ? parts.flatMap(({ signature }) => signatureOf(signature, client.dialect)) : undefined,
    calls: parts.flatMap(({ head, text }) => (head.kind === 'tool-call' ? [[head.name, argumentsOf(text)]] : [])),
    media: has('media') ? choice?.media.map(({ mediaType, data }) => [mediaType, data]) : undefined,
    links: has('url-citation')
      ? parts.flatMap(({ citations = [] }) => citations.flatMap((cited) => (cited.kind === 'url' ? [cited.url] : [])))
      : undefined,
    ending: endingOf(choice?.reason.unified ?? 'stop'),
    // Some dialects cannot leave them out.
    tokens: answer.usage ? [inputTokens(answer.usage), outputTokens(answer.usage)] : [0, 0],
  };
}

/** What the issuer signed, out of the field that carried it. OpenAI Chat has no field, only details that SDKs must keep. */
function signatureOf(signature: Signature | undefined, carrier: ClientDialect): string[] {
  if (signature === undefined || carrier === 'openai-chat' || !isVendorDialect(carrier)) return [];
  return [unpackSignature(signature.data, carrier).data];
}

/**
 * Arguments that a limit cut in half are no JSON, and those of custom tools never were; dialects that want an object wrap
 * them as `_raw`.
 */
function argumentsOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    return isJsonObject(value) && typeof value['_raw'] === 'string' ? value['_raw'] : value;
  } catch {
    return text;
  }
}

/** What no dialect may confuse: a whole answer, a cut one, a call, a blocked one. */
function endingOf(reason: UnifiedStopReason): string {
  switch (reason) {
    case 'stop':
    case 'stop_sequence':
    case 'pause':
      return 'whole';
    // Only some dialects tell a refusal from a block.
    case 'refusal':
    case 'content_filter':
      return 'blocked';
    case 'length':
    case 'tool_calls':
    case 'error':
      return reason;
    default:
      return reason satisfies never;
  }
}

/** Dialects without a word for a blocked answer end it like any other. */
function comparable(
  expected: ReturnType<typeof gist>,
  actual: ReturnType<typeof gist>,
): [ReturnType<typeof gist>, ReturnType<typeof gist>] {
  const blocked = expected.ending === 'blocked' && actual.ending === 'whole';
  return [blocked ? { ...expected, ending: 'whole' } : expected, actual];
}

/** Recordings that failed halfway, and the one that ended in a broken call: not every dialect has an ending for that. */
const broken = (name: string) => /error|exception|failed|overloaded|unexpected-tool-call/.test(name);

describe.skipIf(!recordingsAreHere)('a recorded answer in the words of another dialect', () => {
  const cases = readableRecordings().filter(
    (recording) => (recording.stream ?? recording.body) && recording.status === 200 && !broken(recording.name),
  );

  test('there are some', () => {
    expect(cases.length).toBeGreaterThan(50);
  });

  describe.each(TWO_SIDED_CODECS)('$dialect', (target) => {
    test.each(cases.filter(({ codec }) => codec.dialect !== target.dialect))('$name', (recording) => {
      const events = decode(recording);
      const streamed = gist(throughStream(target, events), target);
      const whole = gist(throughWhole(target, events), target);
      expect(streamed).toEqual(whole);
      const [expected, actual] = comparable(gist(collectAnswer(events), target), whole);
      expect(actual).toEqual(expected);
    });
  });
});
