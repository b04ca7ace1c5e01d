import type { JsonObject } from '../../../../kernel/json.js';
import type { AnswerPiece } from '../answer-piece.js';

/** A line, or a whole answer, of an API that knows text and thinking alone. */
export function encodePiece({ text, thinking }: AnswerPiece): JsonObject | undefined {
  if (text === undefined && thinking === undefined) return undefined;
  return { response: text ?? '', ...(thinking === undefined ? {} : { thinking }) };
}
