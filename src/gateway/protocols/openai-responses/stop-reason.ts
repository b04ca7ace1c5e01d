import { assertNever } from '../../../kernel/assert-never.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { StopReason, UnifiedStopReason } from '../canonical/event.js';

/** How a response ended: its status, and why where that is not the whole story. */
export type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly status: 'failed' };

/**
 * @param response the last event's `response`; its status is `completed` or `incomplete`
 * @param seen what the answer held: calls and refusals have no status of their own. A call that was cut by the token
 *   limit stays cut.
 */
export function decodeEnding(response: JsonObject, seen: { toolCalls: boolean; refusal: boolean }): StopReason {
  const details = response['incomplete_details'];
  const reason = isJsonObject(details) ? details['reason'] : undefined;
  if (reason === 'content_filter') return { unified: 'content_filter', raw: reason };
  if (typeof reason === 'string') return { unified: 'length', raw: reason };
  if (response['status'] === 'incomplete') return { unified: 'length', raw: 'incomplete' };
  const raw = 'completed';
  if (seen.toolCalls) return { unified: 'tool_calls', raw };
  return { unified: seen.refusal ? 'refusal' : 'stop', raw };
}

/** A refusal that is told in words is a complete answer; one without any is the vendor's filter. */
export function encodeEnding(reason: UnifiedStopReason, seen: { refusal: boolean }): Ending {
  switch (reason) {
    case 'stop':
    case 'stop_sequence':
    case 'tool_calls':
    case 'pause':
      return { status: 'completed' };
    case 'refusal':
      return seen.refusal ? { status: 'completed' } : { status: 'incomplete', reason: 'content_filter' };
    case 'length':
      return { status: 'incomplete', reason: 'max_output_tokens' };
    case 'content_filter':
      return { status: 'incomplete', reason };
    case 'error':
      return { status: 'failed' };
    default:
      return assertNever(reason);
  }
}
