import type { JsonObject } from '../../kernel/json.js';

/**
 * One answer with what was asked for it. It holds what it added to its conversation alone. JSON stays text, which is
 * parsed where it is used; numbers and keys come back as they were.
 */
export interface Turn {
  /** The answer's id. */
  readonly id: string;
  /** The id of the conversation's first turn. */
  readonly conversationId: string;
  /** Whose it is: nobody else finds it. */
  readonly userId: string;
  readonly previousId: string | null;
  /** 1 for the first turn. */
  readonly depth: number;
  /** Bytes of JSON in this turn and all before it. */
  readonly totalBytes: number;
  /** The request's own input items, a JSON array. */
  readonly input: string;
  /** The whole answer, a JSON object. */
  readonly response: string;
}

/** How much memory a turn takes, about: V8 keeps text that is not all Latin-1 in two bytes a character. */
export function sizeOf({ input, response }: Turn): number {
  return (input.length + response.length) * 2;
}

export function inputItems({ input }: Turn): JsonObject[] {
  return JSON.parse(input) as JsonObject[];
}

/** The items of the answer; they are input to whatever continues it. */
export function outputItems({ response }: Turn): JsonObject[] {
  const { output } = JSON.parse(response) as { output?: JsonObject[] };
  return output ?? [];
}
