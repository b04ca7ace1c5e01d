import { hash } from 'node:crypto';
import { isJsonObject, type JsonValue } from '../../../../../kernel/json.js';
import type { MessageRule } from './message-rule.js';

const WANTED = /^[a-zA-Z0-9]{9}$/;
const LENGTH = 9;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Ids of tool calls as nine letters and digits, calls and results alike. Those that the server gave itself are such
 * already; foreign ones (a conversation that began elsewhere) become a hash of themselves, so that the same id is the
 * same in every turn.
 */
export const alphanumericIds: MessageRule = (message, { pointer, instance, losses }) => {
  const { tool_calls: calls, tool_call_id: resultOf } = message;
  const reason = `${instance.name} wants ids of nine letters and digits`;
  // Long conversations hold hundreds; the first one tells it for all.
  const report = (place: string) => {
    if (losses.some((loss) => loss.reason === reason)) return;
    losses.push({ pointer: `${pointer}/${place}`, disposition: 'adjusted', reason });
  };
  if (isForeign(resultOf)) {
    report('tool_call_id');
    return { ...message, tool_call_id: alphanumericId(resultOf) };
  }
  if (!Array.isArray(calls) || !calls.some((call) => isJsonObject(call) && isForeign(call['id']))) return message;
  return {
    ...message,
    tool_calls: calls.map((call, index) => {
      if (!isJsonObject(call) || !isForeign(call['id'])) return call;
      report(`tool_calls/${index}/id`);
      return { ...call, id: alphanumericId(call['id']) };
    }),
  };
};

function isForeign(id: JsonValue | undefined): id is string {
  return typeof id === 'string' && !WANTED.test(id);
}

/** The same for the same id, here and on every other node. */
export function alphanumericId(id: string): string {
  const digest = hash('sha256', id, 'buffer');
  return [...digest.subarray(0, LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
