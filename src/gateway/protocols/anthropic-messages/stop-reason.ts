import { assertNever } from '../../../kernel/assert-never.js';
import type { StopReason, UnifiedStopReason } from '../canonical/event.js';

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons */
const UNIFIED: Readonly<Record<string, UnifiedStopReason>> = {
  end_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  stop_sequence: 'stop_sequence',
  tool_use: 'tool_calls',
  pause_turn: 'pause',
  compaction: 'pause',
  // A safety classifier stepped in; a model that declines in its own words ends its turn like any other.
  refusal: 'content_filter',
};

/** @param said the vendor's `stop_reason`; an unknown one is a natural end */
export function decodeStopReason(said: string | null, sequence: string | null): StopReason {
  const unified = (said !== null && Object.hasOwn(UNIFIED, said) && UNIFIED[said]) || 'stop';
  return { unified, raw: said, ...(sequence === null ? {} : { sequence }) };
}

/** The vendor's own word where this dialect gave it, the nearest one otherwise. */
export function encodeStopReason({ unified, raw }: StopReason): string {
  if (raw !== null && Object.hasOwn(UNIFIED, raw) && UNIFIED[raw] === unified) return raw;
  switch (unified) {
    case 'stop':
    case 'error':
      return 'end_turn';
    case 'stop_sequence':
      return 'stop_sequence';
    case 'length':
      return 'max_tokens';
    case 'tool_calls':
      return 'tool_use';
    case 'content_filter':
    case 'refusal':
      return 'refusal';
    case 'pause':
      return 'pause_turn';
    default:
      return assertNever(unified);
  }
}
