import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { Signature } from '../canonical/signature.js';

/**
 * What servers of this dialect want back unchanged with the next turn: an item of OpenRouter's `reasoning_details`
 * (https://openrouter.ai/docs/use-cases/reasoning-tokens, "Preserving Reasoning Blocks") without the text that it repeats,
 * or the `extra_content` of a tool call. Nobody else can read it, so it travels whole, as a signature.
 */
export function seal(item: JsonObject): Signature {
  return { issuer: 'openai-chat', data: JSON.stringify(item) };
}

/** `null` for what `seal` has not written. */
export function unseal({ data }: Signature): JsonObject | null {
  try {
    const item: unknown = JSON.parse(data);
    return isJsonObject(item) ? item : null;
  } catch {
    return null;
  }
}
