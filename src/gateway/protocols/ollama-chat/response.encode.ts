import type { JsonObject } from '../../../kernel/json.js';
import { type AnswerPart, collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent, PartHead } from '../canonical/event.js';
import type { EncoderContext } from '../codec.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import { encodeDoneReason } from './stop-reason.js';
import { isoTime, parseArguments } from './stream.encoder.js';
import { writeOllamaUsage } from './usage.js';

/** The answer to POST /api/chat with `stream: false`. */
export function encodeResponse(events: readonly AnswerEvent[], context: EncoderContext): JsonObject {
  const answer = collectAnswer(events);
  const [choice] = answer.choices;
  const parts = choice?.parts ?? [];
  const thinking = textOf(parts, ['reasoning']);
  const calls = parts.flatMap(encodeCall);
  const logprobs = parts.flatMap((part) => part.logprobs ?? []);
  return {
    model: context.model,
    created_at: isoTime(answer.created ?? context.created),
    message: {
      role: 'assistant',
      content: textOf(parts, ['text', 'refusal']),
      ...(thinking === '' ? {} : { thinking }),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map((call, index) => withIndex(call, index)) }),
    },
    ...(logprobs.length === 0 ? {} : { logprobs: encodeLogprobs(logprobs) }),
    done: true,
    done_reason: encodeDoneReason(choice?.reason.unified ?? 'stop'),
    ...(answer.usage && writeOllamaUsage(answer.usage, answer.rawUsage)),
  };
}

function textOf(parts: readonly AnswerPart[], kinds: readonly PartHead['kind'][]): string {
  return parts
    .filter((part) => kinds.includes(part.head.kind))
    .map((part) => part.text)
    .join('');
}

interface Call {
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonObject;
}

function encodeCall({ head, text }: AnswerPart): Call[] {
  return head.kind === 'tool-call' ? [{ id: head.id, name: head.name, arguments: parseArguments(text) }] : [];
}

function withIndex(call: Call, index: number): JsonObject {
  return { id: call.id, function: { index, name: call.name, arguments: call.arguments } };
}
