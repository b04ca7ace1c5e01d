import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../../kernel/json.js';
import { unpackSignature } from '../canonical/signature.js';
import { decodeExtraContent } from './extra-content.js';

interface Cleaned {
  readonly messages: JsonValue[];
  /** The places of what was taken out. */
  readonly taken: readonly JsonPointer[];
}

/**
 * A conversation that moves from another vendor to a server of this dialect brings signatures which the gateway itself put
 * into earlier answers. They say nothing there, and some servers refuse fields that they do not know (Groq: "property
 * 'reasoning_details' is unsupported").
 * @returns `null` where there are none: of most messages one look is enough
 */
export function withoutForeignSignatures(messages: JsonValue | undefined): Cleaned | null {
  if (!Array.isArray(messages) || !messages.some(maySign)) return null;
  const taken: JsonPointer[] = [];
  const cleaned = messages.map((message, index) =>
    isJsonObject(message) && maySign(message) ? clean(message, `/messages/${index}`, taken) : message,
  );
  return taken.length === 0 ? null : { messages: cleaned, taken };
}

function maySign(message: JsonValue): boolean {
  if (!isJsonObject(message) || message['role'] !== 'assistant') return false;
  return Array.isArray(message['reasoning_details']) || Array.isArray(message['tool_calls']);
}

function clean(message: JsonObject, place: JsonPointer, taken: JsonPointer[]): JsonObject {
  const cleaned = { ...message };
  const { reasoning_details: details, tool_calls: calls } = message;
  if (Array.isArray(details)) {
    cleaned['reasoning_details'] = details.filter((detail, index) => {
      const isForeign = isForeignDetail(detail);
      if (isForeign) taken.push(`${place}/reasoning_details/${index}`);
      return !isForeign;
    });
    if (cleaned['reasoning_details'].length === 0) delete cleaned['reasoning_details'];
  }
  if (Array.isArray(calls)) {
    cleaned['tool_calls'] = calls.map((call, index) => {
      if (!isForeignCall(call)) return call;
      taken.push(`${place}/tool_calls/${index}/extra_content`);
      const { extra_content: _, ...unsigned } = call;
      return unsigned;
    });
  }
  return cleaned;
}

function isForeignDetail(detail: JsonValue): boolean {
  if (!isJsonObject(detail)) return false;
  const sealed = [detail['signature'], detail['data']].find((value) => typeof value === 'string' && value !== '');
  return typeof sealed === 'string' && unpackSignature(sealed, 'openai-chat').issuer !== 'openai-chat';
}

function isForeignCall(call: JsonValue): call is JsonObject {
  const content = isJsonObject(call) ? call['extra_content'] : undefined;
  return isJsonObject(content) && decodeExtraContent(content).issuer !== 'openai-chat';
}
