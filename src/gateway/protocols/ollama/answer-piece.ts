import type { JsonObject } from '../../../kernel/json.js';

/** What one line of an answer says, or a whole answer: any of these. */
export interface AnswerPiece {
  readonly text?: string;
  readonly thinking?: string;
  /** As the wire has them: `{id, function: {index, name, arguments}}`. */
  readonly toolCalls?: readonly JsonObject[];
  /** Bare base64. */
  readonly images?: readonly string[];
}

/** How one of Ollama's APIs words a piece; `undefined` where it has no place for it. */
export type PieceShape = (piece: AnswerPiece) => JsonObject | undefined;
