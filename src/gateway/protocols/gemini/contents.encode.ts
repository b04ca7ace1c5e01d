import type { JsonObject } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalMessage, CanonicalRequest } from '../canonical/request.js';
import { PartEncoder } from './parts.encode.js';
import { placeSignatures } from './signatures.encode.js';

interface EncodedConversation {
  readonly systemInstruction?: JsonObject;
  readonly contents: JsonObject[];
  readonly losses: readonly FeatureLoss[];
}

/** Messages as contents: results are the user's, and system messages stand outside, wherever they were. */
export function encodeConversation(request: CanonicalRequest): EncodedConversation {
  const parts = new PartEncoder();
  const losses: FeatureLoss[] = [];
  const contents: JsonObject[] = [];
  const instructions: CanonicalMessage[] = [];
  let results: JsonObject[] | undefined;
  for (const message of placeSignatures(request)) {
    if (message.role === 'system' || message.role === 'developer') {
      if (contents.length > 0) losses.push(moved(message));
      instructions.push(message);
      continue;
    }
    const encoded = message.content.map((part) => parts.encode(part));
    // A content without parts is refused, and says nothing.
    if (encoded.length === 0) continue;
    // All results of one step in one content: Gemini wants as many as there were calls.
    if (message.role === 'tool' && results) {
      results.push(...encoded);
      continue;
    }
    results = message.role === 'tool' ? encoded : undefined;
    contents.push({ role: message.role === 'assistant' ? 'model' : 'user', parts: encoded });
  }
  return {
    systemInstruction: instructions.length === 0 ? undefined : encodeInstructions(instructions, parts),
    contents,
    losses: [...losses, ...parts.losses],
  };
}

function encodeInstructions(messages: readonly CanonicalMessage[], parts: PartEncoder): JsonObject {
  return {
    ...messages[0]?.extensions?.['gemini'],
    parts: messages.flatMap(({ content }) => content).map((part) => parts.encode(part)),
  };
}

function moved({ role, origin }: CanonicalMessage): FeatureLoss {
  return {
    feature: role === 'system' ? 'system-message' : 'developer-message',
    origin,
    disposition: 'adjusted',
    reason: 'Gemini has one system instruction, before the conversation; it is put there',
  };
}
