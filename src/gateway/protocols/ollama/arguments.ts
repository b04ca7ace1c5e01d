import { isJsonObject, type JsonObject } from '../../../kernel/json.js';

/** Arguments that a token limit cut in half are no object; they are shown as the text they are. */
export function parseArguments(text: string): JsonObject {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {
    // Fall through: the client sees what there is.
  }
  return { _raw: text };
}
