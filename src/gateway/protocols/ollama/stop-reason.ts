import { assertNever } from '../../../kernel/assert-never.js';
import type { StopReason, UnifiedStopReason } from '../canonical/event.js';

/** `stop` is what Ollama says after tool calls too; a call cut by the token limit stays `length`. */
export function decodeDoneReason(said: string | null, seen: { toolCalls: boolean }): StopReason {
  if (said === 'length') return { unified: 'length', raw: said };
  return { unified: seen.toolCalls ? 'tool_calls' : 'stop', raw: said };
}

export function encodeDoneReason(reason: UnifiedStopReason): 'stop' | 'length' {
  switch (reason) {
    case 'length':
      return 'length';
    case 'stop':
    case 'stop_sequence':
    case 'tool_calls':
    case 'content_filter':
    case 'refusal':
    case 'pause':
    case 'error':
      return 'stop';
    default:
      return assertNever(reason);
  }
}
