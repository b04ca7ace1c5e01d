import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerMedia } from '../canonical/answer.js';
import { shownArguments } from '../canonical/call-arguments.js';
import type { PartHead } from '../canonical/event.js';
import { packSignature, type Signature } from '../canonical/signature.js';
import { HIDDEN_TEXT, markHidden } from './hidden-thought.js';

/** A part of an answer that is whole, as one part of `content`. */
export function encodeAnswerPart(head: PartHead, text: string, signature: Signature | undefined): JsonObject {
  const marked = signature && head.kind === 'reasoning' && head.redacted ? markHidden(signature) : signature;
  const signed = marked ? { thoughtSignature: packSignature(marked, 'gemini') } : {};
  switch (head.kind) {
    case 'text':
    case 'refusal':
      return { text, ...signed };
    case 'reasoning':
      return { text: marked && head.redacted ? HIDDEN_TEXT : text, thought: true, ...signed };
    case 'tool-call':
      return { functionCall: { id: head.id, name: head.name, args: shownArguments(text) }, ...signed };
    default:
      return head satisfies never;
  }
}

export function encodeMedia({ mediaType, data, signature }: Omit<AnswerMedia, 'part'>): JsonObject {
  const signed = signature ? { thoughtSignature: packSignature(signature, 'gemini') } : {};
  return { inlineData: { mimeType: mediaType, data }, ...signed };
}
