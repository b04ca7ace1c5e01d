import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { Feature } from '../canonical/feature.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../canonical/request.js';

/** An earlier turn of the assistant as items: each thought and call is one, neighbouring texts are one message. */
export function encodeTurn(message: CanonicalMessage, losses: FeatureLoss[]): JsonObject[] {
  const items: JsonObject[] = [];
  let content: JsonObject[] | undefined;
  for (const [index, part] of message.content.entries()) {
    if (part.kind === 'text' || part.kind === 'refusal') {
      const { item, ...own } = part.extensions?.['openai-responses'] ?? {};
      if (!content || item !== undefined) {
        content = [];
        items.push({ type: 'message', role: 'assistant', content, ...(item as JsonObject | undefined) });
      }
      content.push(
        part.kind === 'text'
          ? { type: 'output_text', text: part.text, ...own }
          : { type: 'refusal', refusal: part.text, ...own },
      );
      continue;
    }
    content = undefined;
    const rest = message.content.slice(index + 1);
    const item = part.kind === 'reasoning' ? encodeReasoning(part, rest, losses) : encodeOther(part, losses);
    if (item) items.push(item);
  }
  return items;
}

/**
 * OpenAI takes back only what it has encrypted itself, and only in front of the item that it led to
 * (continuedev/continue#8933).
 */
function encodeReasoning(
  part: PartOf<'reasoning'>,
  rest: readonly ContentPart[],
  losses: FeatureLoss[],
): JsonObject | undefined {
  const own = part.extensions?.['openai-responses'];
  const { signature } = part;
  if (own) return { type: 'reasoning', ...own, encrypted_content: signature?.data };
  const leadsToSomething = rest.some(({ kind }) => kind !== 'reasoning');
  if (!signature || !leadsToSomething) {
    const reason = signature
      ? 'OpenAI takes reasoning back only before what it led to'
      : 'OpenAI takes back only reasoning that it has encrypted itself';
    losses.push({ feature: 'reasoning-history', origin: part.origin, disposition: 'dropped', reason });
    return undefined;
  }
  return {
    type: 'reasoning',
    // The encrypted content is bound to the id of its item (can1357/oh-my-pi#290).
    id: signature.id,
    summary: part.text === '' ? [] : [{ type: 'summary_text', text: part.text }],
    encrypted_content: signature.data,
  };
}

function encodeOther(
  part: Exclude<ContentPart, { kind: 'text' | 'refusal' | 'reasoning' }>,
  losses: FeatureLoss[],
): JsonObject | undefined {
  switch (part.kind) {
    case 'tool-call':
      return {
        ...(part.custom
          ? { type: 'custom_tool_call', input: part.arguments }
          : { type: 'function_call', arguments: part.arguments === '' ? '{}' : part.arguments }),
        call_id: part.id,
        name: part.name,
        ...part.extensions?.['openai-responses'],
      };
    case 'image':
    case 'document':
    case 'audio':
      losses.push({
        feature: MEDIA_FEATURES[part.kind],
        origin: part.origin,
        disposition: 'refused',
        reason: 'OpenAI Responses takes nothing but text in what the assistant said',
      });
      return undefined;
    case 'tool-result':
      throw new Error('A tool result is not the assistant’s');
    default:
      return assertNever(part);
  }
}

const MEDIA_FEATURES = {
  image: 'image-data',
  document: 'document-data',
  audio: 'audio-input',
} as const satisfies Record<string, Feature>;
