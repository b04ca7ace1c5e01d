import { assertNever } from '../../../kernel/assert-never.js';
import type { StopReason, UnifiedStopReason } from '../canonical/event.js';

const UNIFIED: Readonly<Record<string, UnifiedStopReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
  content_filter: 'content_filter',
  error: 'error',
};

/**
 * @param said the vendor's `finish_reason`; unknown ones (Together's `eos`) are natural ends
 * @param seen what the answer held: a forced call ends with `stop`, and a refusal has no reason of its own
 */
export function decodeFinishReason(said: string, seen: { toolCalls: boolean; refusal: boolean }): StopReason {
  const unified = (Object.hasOwn(UNIFIED, said) && UNIFIED[said]) || 'stop';
  if (unified === 'stop' && seen.toolCalls) return { unified: 'tool_calls', raw: said };
  if (unified === 'stop' && seen.refusal) return { unified: 'refusal', raw: said };
  return { unified, raw: said };
}

export function encodeFinishReason(reason: UnifiedStopReason, options: { legacyFunctions: boolean }): string {
  switch (reason) {
    case 'stop':
    case 'stop_sequence':
    case 'pause':
    case 'refusal':
      return 'stop';
    case 'tool_calls':
      return options.legacyFunctions ? 'function_call' : 'tool_calls';
    case 'length':
    case 'content_filter':
    case 'error':
      return reason;
    default:
      return assertNever(reason);
  }
}
