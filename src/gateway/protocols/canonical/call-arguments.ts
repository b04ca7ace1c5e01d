import { isJsonObject, type JsonObject } from '../../../kernel/json.js';

/** The arguments of a call as an object; `undefined` where the text is not the JSON of one. No text is no arguments. */
export function parseArguments(text: string): JsonObject | undefined {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The same for answers, where nothing can be refused any more: arguments that a token limit cut in half, or that are free
 * text, are shown as the text they are.
 */
export function shownArguments(text: string): JsonObject {
  return parseArguments(text) ?? { _raw: text };
}
