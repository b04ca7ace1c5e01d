/** How answers end that were said to their end. One that was cut, filtered or broken is worth asking for again. */
const PROPER_ENDS = new Set([
  'completed',
  'end_turn',
  'eos',
  'function_call',
  'stop',
  'STOP',
  'stop_sequence',
  'tool_calls',
  'tool_use',
]);

/** What decides whether an answer is kept; `AnswerFacts` has it. */
export interface EndedAnswer {
  readonly complete: boolean;
  readonly streamError: string | null;
  /** The vendor's own word; `null` in answers that have none (embeddings). */
  readonly stopReason: string | null;
}

/** @param mayBeSilent whether answers of this format end without a reason */
export function isStorable(status: number, ended: EndedAnswer, mayBeSilent: boolean): boolean {
  if (status !== 200 || !ended.complete || ended.streamError !== null) return false;
  return ended.stopReason === null ? mayBeSilent : PROPER_ENDS.has(ended.stopReason);
}
