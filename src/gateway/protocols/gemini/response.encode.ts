import type { JsonObject } from '../../../kernel/json.js';
import { type AnswerChoice, collectAnswer } from '../canonical/answer.js';
import type { AnswerEvent } from '../canonical/event.js';
import type { EncoderContext } from '../codec.js';
import { encodeAnswerPart, encodeMedia } from './answer-parts.encode.js';
import { encodeCitations, TextMeter } from './citations.js';
import { encodeLogprobsResult } from './logprobs.js';
import { encodeFinishReason } from './stop-reason.js';
import { writeGeminiUsage } from './usage.js';

/** A GenerateContentResponse. */
export function encodeResponse(events: readonly AnswerEvent[], context: EncoderContext): JsonObject {
  const answer = collectAnswer(events);
  const feedback = answer.choices
    .map((choice) => choice.finishExtensions?.['gemini']?.['promptFeedback'])
    .find(Boolean);
  return {
    ...(feedback ? { promptFeedback: feedback } : { candidates: answer.choices.map(encodeCandidate) }),
    ...(answer.usage && { usageMetadata: writeGeminiUsage(answer.usage) }),
    modelVersion: context.model,
    responseId: answer.id ?? context.id,
    ...answer.extensions?.['gemini'],
  };
}

function encodeCandidate(choice: AnswerChoice): JsonObject {
  const logprobs = choice.parts.flatMap((part) => part.logprobs ?? []);
  const { groundingMetadata = encodeSources(choice), ...own } = choice.finishExtensions?.['gemini'] ?? {};
  return {
    content: { parts: encodeParts(choice), role: 'model' },
    finishReason: encodeFinishReason(choice.reason),
    index: choice.choice,
    ...(logprobs.length > 0 ? { logprobsResult: encodeLogprobsResult(logprobs) } : {}),
    ...(groundingMetadata === undefined ? {} : { groundingMetadata }),
    ...own,
  };
}

/** Pictures stand among the parts, where they were made. */
function encodeParts({ parts, media, extensions }: AnswerChoice): JsonObject[] {
  const own = extensions?.['gemini']?.['parts'];
  const encoded = parts.map(({ head, text, signature }) => encodeAnswerPart(head, text, signature));
  for (const picture of media) encoded.splice(picture.part, 0, encodeMedia(picture));
  return [...encoded, ...(Array.isArray(own) ? (own as JsonObject[]) : [])];
}

function encodeSources({ parts }: AnswerChoice): JsonObject | undefined {
  const text = new TextMeter();
  for (const part of parts) if (part.head.kind === 'text') text.add(part.text);
  return encodeCitations(
    parts.flatMap(({ citations }) => citations ?? []),
    text,
  );
}
