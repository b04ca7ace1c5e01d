import type { CanonicalMessage, CanonicalRequest, ContentPart } from '../canonical/request.js';
import { checksSignatures } from './model-generation.js';

/**
 * What Google documents for calls that its model did not make or whose signature is lost:
 * https://ai.google.dev/gemini-api/docs/thought-signatures#faqs. Without it Gemini 3 answers 400 "Function call is
 * missing a thought_signature" (vercel/ai#15550).
 */
export const UNSIGNED = 'skip_thought_signature_validator';

/** The conversation with every signature on the call that it belongs to, as Gemini checks it. */
export function placeSignatures({ messages, model }: CanonicalRequest): readonly CanonicalMessage[] {
  const placed = messages.map((message) => (message.role === 'assistant' ? moveToCalls(message) : message));
  if (!checksSignatures(model)) return placed;
  // Only the steps of the current turn are checked: those after the last words of the user.
  const turn = placed.findLastIndex(({ role }) => role === 'user');
  return placed.map((message, index) => (index > turn && message.role === 'assistant' ? excuse(message) : message));
}

/**
 * Dialects without a place for a call's signature bring it as a hidden thought beside the call. It goes back to the
 * call: to the next part where that is one, else to the part before.
 */
function moveToCalls(message: CanonicalMessage): CanonicalMessage {
  const content: (ContentPart | undefined)[] = [...message.content];
  for (const [index, part] of content.entries()) {
    if (part?.kind !== 'reasoning' || part.text !== '' || part.signature === undefined) continue;
    const at = [index + 1, index - 1].find((place) => isUnsignedCall(content[place]));
    if (at === undefined) continue;
    content[at] = { ...content[at], signature: part.signature } as ContentPart;
    content[index] = undefined;
  }
  return { ...message, content: content.filter((part) => part !== undefined) };
}

function isUnsignedCall(part: ContentPart | undefined): boolean {
  return part?.kind === 'tool-call' && part.signature === undefined;
}

/** Of parallel calls only the first is signed, and only the first is checked. */
function excuse(message: CanonicalMessage): CanonicalMessage {
  const first = message.content.find((part) => part.kind === 'tool-call');
  if (!first || first.signature !== undefined) return message;
  const excused: ContentPart = { ...first, signature: { issuer: 'gemini', data: UNSIGNED } };
  return { ...message, content: message.content.map((part) => (part === first ? excused : part)) };
}
