import type { StopReason, UnifiedStopReason } from '../canonical/event.js';

const UNIFIED: Readonly<Record<string, UnifiedStopReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop_sequence',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  content_filtered: 'content_filter',
  guardrail_intervened: 'content_filter',
  malformed_model_output: 'error',
  malformed_tool_use: 'error',
};

/** Converse's `stopReason`; one that is not in its list is a natural end. */
export function decodeStopReason(said: string | null, seen: { toolCalls: boolean }): StopReason {
  const unified = (said !== null && Object.hasOwn(UNIFIED, said) && UNIFIED[said]) || 'stop';
  // Some models end their turn without saying that it was for a tool.
  return { unified: unified === 'stop' && seen.toolCalls ? 'tool_calls' : unified, raw: said };
}
