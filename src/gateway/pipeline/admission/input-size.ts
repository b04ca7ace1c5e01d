import type { JsonValue } from '../../../kernel/json.js';

/** What a request says, by size: enough to guess its tokens without reading it as the vendor will. */
export interface InputSize {
  /** UTF-8 bytes of text, field names included. */
  readonly textBytes: number;
  /** Pictures, sounds and files that stand in the body itself. */
  readonly attachments: number;
}

/** Longer texts without a space are not words. */
const LONGEST_WORD = 2000;
const BASE64 = /^[A-Za-z0-9+/_=-]+$/;
const SAMPLE = 256;
/** Quotes, braces and commas become tokens too, a few a field. */
const BYTES_PER_FIELD = 4;

/** One pass over the parsed body; no part of a text is looked at but the beginning of long ones. */
export function inputSize(body: JsonValue): InputSize {
  const size = { textBytes: 0, attachments: 0 };
  add(body, size);
  return size;
}

function add(value: JsonValue | undefined, size: { textBytes: number; attachments: number }): void {
  if (typeof value === 'string') {
    if (isAttachment(value)) size.attachments += 1;
    else size.textBytes += Buffer.byteLength(value);
  } else if (Array.isArray(value)) {
    for (const item of value) add(item, size);
  } else if (typeof value === 'object' && value !== null) {
    for (const name in value) {
      size.textBytes += name.length + BYTES_PER_FIELD;
      add(value[name], size);
    }
  }
}

function isAttachment(text: string): boolean {
  if (text.length < LONGEST_WORD) return false;
  return text.startsWith('data:') || BASE64.test(text.slice(0, SAMPLE));
}
