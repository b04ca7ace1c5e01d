import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../../kernel/json.js';
import { unpackSignature } from '../canonical/signature.js';
import { ANTHROPIC_MESSAGES } from './dispositions.js';

export interface OwnThinking {
  readonly messages: readonly JsonValue[];
  /** The blocks that are not in it any more. */
  readonly removed: readonly JsonPointer[];
}

/**
 * A conversation that another vendor's model began and Claude goes on with: its thinking blocks carry that vendor's
 * signatures, or none, as this gateway wrote them, and the API refuses the whole request for their sake.
 * `null` where every block may stay as it is, which is nearly always.
 */
export function withoutForeignThinking(messages: JsonValue | undefined): OwnThinking | null {
  if (!Array.isArray(messages) || !messages.some(hasForeignThinking)) return null;
  const removed: JsonPointer[] = [];
  const kept = messages.flatMap((message, index): JsonValue[] => {
    if (!isJsonObject(message) || !Array.isArray(message['content'])) return [message];
    const content = message['content'].flatMap((block, at): JsonValue[] => {
      const verdict = judge(block);
      if (verdict === 'own') return [block];
      if (verdict === 'foreign') removed.push(`/messages/${index}/content/${at}`);
      return verdict === 'foreign' ? [] : [verdict];
    });
    const isEmptied = content.length === 0 && message['content'].length > 0;
    return isEmptied ? [] : [{ ...message, content }];
  });
  return { messages: kept, removed };
}

function hasForeignThinking(message: JsonValue): boolean {
  if (!isJsonObject(message) || message['role'] !== 'assistant' || !Array.isArray(message['content'])) return false;
  return message['content'].some((block) => judge(block) !== 'own');
}

/** A block as it must be sent where its signature came in a wrapping. */
function judge(block: JsonValue): 'own' | 'foreign' | JsonObject {
  if (!isJsonObject(block)) return 'own';
  const field = SIGNED_FIELDS[String(block['type'])];
  const sealed = field && block[field];
  if (field === undefined || typeof sealed !== 'string') return 'own';
  if (sealed === '') return 'foreign';
  const { issuer, data } = unpackSignature(sealed, 'anthropic-messages');
  if (data === sealed) return 'own';
  return ANTHROPIC_MESSAGES.signatures.includes(issuer) ? { ...block, [field]: data } : 'foreign';
}

const SIGNED_FIELDS: Readonly<Record<string, 'signature' | 'data'>> = {
  thinking: 'signature',
  redacted_thinking: 'data',
};
