import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
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
      return { functionCall: { id: head.id, name: head.name, args: parseArguments(text) }, ...signed };
    default:
      return head satisfies never;
  }
}

export function encodeMedia(mimeType: string, data: string): JsonObject {
  return { inlineData: { mimeType, data } };
}

/** Arguments that a token limit cut in half are no object; they are shown as the text they are. */
function parseArguments(text: string): JsonObject {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Fall through: the client sees what there is.
  }
  return { _raw: text };
}
