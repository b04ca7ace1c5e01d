import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../../kernel/json.js';
import { unpackSignature } from '../canonical/signature.js';
import { generationOf } from './model-generation.js';
import { UNSIGNED } from './signatures.encode.js';

interface Cleaned {
  readonly contents: JsonValue[];
  /** The places of what was taken out. */
  readonly taken: readonly JsonPointer[];
}

/** Both spellings that Google's APIs take. */
const NAMES = ['thoughtSignature', 'thought_signature'] as const;

/**
 * A conversation that another vendor's model began and Gemini goes on with: the gateway has put that vendor's signatures
 * into `thoughtSignature`, and Gemini answers 400 to what it has not signed. What it signed itself stays as it is.
 * @returns `null` where nothing is foreign: of most parts one look is enough
 */
export function withoutForeignSignatures(contents: JsonValue | undefined, model: string): Cleaned | null {
  if (!Array.isArray(contents)) return null;
  const taken: JsonPointer[] = [];
  const cleaned = contents.map((content, index) => {
    if (!isJsonObject(content) || !Array.isArray(content['parts'])) return content;
    const before = taken.length;
    const parts = content['parts'].flatMap((part, at) => clean(part, `/contents/${index}/parts/${at}`, taken));
    if (taken.length === before) return content;
    return { ...content, parts: (generationOf(model) ?? 0) < 3 ? parts : excuse(parts) };
  });
  // A content without parts is refused.
  const kept = cleaned.filter((content) => !isJsonObject(content) || !isEmptied(content));
  return taken.length === 0 ? null : { contents: kept, taken };
}

/** No part where only the signature made it one: a thought that its vendor hid. */
function clean(part: JsonValue, place: JsonPointer, taken: JsonPointer[]): JsonValue[] {
  if (!isJsonObject(part)) return [part];
  const name = NAMES.find((spelling) => isForeign(part[spelling]));
  if (name === undefined) return [part];
  taken.push(`${place}/${name}`);
  const { [name]: _, ...unsigned } = part;
  const { text, thought: __, ...more } = unsigned;
  return text === '' && Object.keys(more).length === 0 ? [] : [unsigned];
}

/** The first of the calls is the one whose signature is checked since Gemini 3. */
function excuse(parts: readonly JsonValue[]): JsonValue[] {
  const first = parts.findIndex(isCall);
  return parts.map((part, index) =>
    index === first && isJsonObject(part) && NAMES.every((name) => part[name] === undefined)
      ? { ...part, thoughtSignature: UNSIGNED }
      : part,
  );
}

function isCall(part: JsonValue): boolean {
  return isJsonObject(part) && (part['functionCall'] !== undefined || part['function_call'] !== undefined);
}

function isForeign(signature: JsonValue | undefined): boolean {
  return typeof signature === 'string' && unpackSignature(signature, 'gemini').issuer !== 'gemini';
}

function isEmptied(content: JsonObject): boolean {
  return Array.isArray(content['parts']) && content['parts'].length === 0;
}
