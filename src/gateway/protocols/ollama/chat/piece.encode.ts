import type { JsonObject } from '../../../../kernel/json.js';
import type { AnswerPiece } from '../answer-piece.js';

/** `message` of a line, or of a whole answer. */
export function encodeMessage({ text = '', thinking, toolCalls, images }: AnswerPiece): JsonObject {
  return {
    message: {
      role: 'assistant',
      content: text,
      ...(thinking === undefined ? {} : { thinking }),
      ...(images && { images: [...images] }),
      ...(toolCalls && { tool_calls: [...toolCalls] }),
    },
  };
}
