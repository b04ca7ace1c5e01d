import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../../kernel/json.js';
import { unpackSignature } from '../canonical/signature.js';
import { isHiddenThought } from './hidden-thought.js';
import { checksSignatures } from './model-generation.js';
import { UNSIGNED } from './signatures.encode.js';

export interface OwnSignatures {
  readonly contents: readonly JsonValue[];
  /** Where a signature of another vendor was taken out. */
  readonly removed: readonly JsonPointer[];
  /** Calls that another vendor's model made without a signature, in the turn that Gemini checks. */
  readonly excused: readonly JsonPointer[];
}

/**
 * A conversation that another vendor's model began and Gemini goes on with: its parts carry that vendor's signatures, as
 * this gateway packed them, or calls have none where Gemini demands one, and the API refuses the whole request.
 * @returns `null` where everything may stay as it is, which is nearly always
 */
export function withOwnSignatures(contents: JsonValue | undefined, model: string): OwnSignatures | null {
  if (!Array.isArray(contents)) return null;
  const removed: JsonPointer[] = [];
  const excused: JsonPointer[] = [];
  const turn = checksSignatures(model) ? contents.findLastIndex(isUsersWord) : contents.length;
  const kept = contents.flatMap((content, index): JsonValue[] => {
    if (!isJsonObject(content) || content['role'] !== 'model' || !Array.isArray(content['parts'])) return [content];
    const place = `/contents/${index}/parts`;
    const own = content['parts'].flatMap((part, at): JsonValue[] => {
      if (!isForeign(part)) return [part];
      removed.push(`${place}/${at}`);
      const { thoughtSignature: _, thought_signature: __, ...unsigned } = part;
      return isHiddenThought(unsigned) ? [] : [unsigned];
    });
    const parts = index > turn ? excuse(own, place, excused) : own;
    return parts.length === 0 ? [] : [{ ...content, parts }];
  });
  return removed.length + excused.length === 0 ? null : { contents: kept, removed, excused };
}

/** Of parallel calls only the first is signed, and only the first is checked. */
function excuse(parts: JsonValue[], place: JsonPointer, excused: JsonPointer[]): JsonValue[] {
  const first = parts.findIndex((part) => isJsonObject(part) && either(part, 'functionCall', 'function_call'));
  const call = parts[first];
  if (!isJsonObject(call) || signatureIn(call) !== undefined) return parts;
  excused.push(`${place}/${first}`);
  return parts.with(first, { ...call, thoughtSignature: UNSIGNED });
}

function isUsersWord(content: JsonValue): boolean {
  if (!isJsonObject(content) || content['role'] === 'model' || !Array.isArray(content['parts'])) return false;
  return content['parts'].some((part) => isJsonObject(part) && !either(part, 'functionResponse', 'function_response'));
}

function isForeign(part: JsonValue): part is JsonObject {
  const signature = isJsonObject(part) ? signatureIn(part) : undefined;
  return signature !== undefined && unpackSignature(signature, 'gemini').issuer !== 'gemini';
}

function signatureIn(part: JsonObject): string | undefined {
  const signature = either(part, 'thoughtSignature', 'thought_signature');
  return typeof signature === 'string' && signature !== '' ? signature : undefined;
}

/** Google takes both spellings. */
function either(part: JsonObject, camel: string, snake: string): JsonValue | undefined {
  return part[camel] ?? part[snake];
}
