import type { JsonObject } from '../../../kernel/json.js';
import { shownArguments } from '../canonical/call-arguments.js';
import { type AnswerPart, collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, PartHead } from '../canonical/event.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import type { EncoderContext } from '../codec.js';
import type { AnswerPiece, PieceShape } from './answer-piece.js';
import { createdAt } from './created-at.js';
import { DurationMeter } from './durations.js';
import { isImage } from './image-type.js';
import { encodeDoneReason } from './stop-reason.js';
import { writeOllamaUsage } from './usage.js';

/** The answer to a request with `stream: false`. */
export function encodeResponse(events: readonly AnswerEvent[], context: EncoderContext, shape: PieceShape): JsonObject {
  const answer = collectAnswer(events);
  const [choice] = answer.choices;
  const parts = choice?.parts ?? [];
  const thinking = textOf(parts, ['reasoning']);
  const calls = parts.filter((part) => part.head.kind === 'tool-call').map(encodeCall);
  const images = (choice?.media ?? []).filter(({ mediaType }) => isImage(mediaType)).map(({ data }) => data);
  const logprobs = parts.flatMap((part) => part.logprobs ?? []);
  const piece: AnswerPiece = {
    text: textOf(parts, ['text', 'refusal']),
    ...(thinking === '' ? {} : { thinking }),
    ...(calls.length === 0 ? {} : { toolCalls: calls }),
    ...(images.length === 0 ? {} : { images }),
  };
  return {
    model: context.model,
    created_at: createdAt(answer.created ?? context.created),
    ...shape(piece),
    ...(logprobs.length === 0 ? {} : { logprobs: encodeLogprobs(logprobs) }),
    done: true,
    done_reason: encodeDoneReason(choice?.reason.unified ?? 'stop'),
    ...new DurationMeter(context.elapsedMs).durations(),
    ...(answer.usage && writeOllamaUsage(answer.usage, answer.rawUsage)),
  };
}

function textOf(parts: readonly AnswerPart[], kinds: readonly PartHead['kind'][]): string {
  return parts
    .filter((part) => kinds.includes(part.head.kind))
    .map((part) => part.text)
    .join('');
}

function encodeCall({ head, text }: AnswerPart, index: number): JsonObject {
  if (head.kind !== 'tool-call') throw new Error(`A ${head.kind} part is no tool call`);
  return { id: head.id, function: { index, name: head.name, arguments: shownArguments(text) } };
}
