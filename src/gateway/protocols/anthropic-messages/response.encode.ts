import type { JsonObject } from '../../../kernel/json.js';
import { type AnswerChoice, collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent } from '../canonical/event.js';
import type { EncoderContext } from '../codec.js';
import { noUsage } from '../../../kernel/token-usage.js';
import { encodePart, ownBlocks } from './answer-blocks.js';
import { encodeStopReason } from './stop-reason.js';
import { writeUsage } from './usage.js';

/** A `message` object. This dialect has one answer: further choices are passed over. */
export function encodeResponse(events: readonly AnswerEvent[], context: EncoderContext): JsonObject {
  const answer = collectAnswer(events);
  const choice = answer.choices.find((candidate) => candidate.choice === 0);
  return {
    id: answer.id ?? context.id,
    type: 'message',
    role: 'assistant',
    model: context.model,
    content: choice ? encodeContent(choice) : [],
    stop_reason: choice ? encodeStopReason(choice.reason) : 'end_turn',
    stop_sequence: choice?.reason.sequence ?? null,
    stop_details: null,
    ...answer.extensions?.['anthropic-messages'],
    ...choice?.finishExtensions?.['anthropic-messages'],
    usage: writeUsage(answer.usage ?? noUsage(), answer.rawUsage),
  };
}

function encodeContent({ parts, extensions }: AnswerChoice): JsonObject[] {
  const own = ownBlocks(extensions);
  const before = (at: number) => own.filter((entry) => entry.at === at).map(({ block }) => block);
  return [
    ...parts.flatMap((part, index) => [...before(index), ...encodePart(part)]),
    ...own.filter(({ at }) => at >= parts.length).map(({ block }) => block),
  ];
}
