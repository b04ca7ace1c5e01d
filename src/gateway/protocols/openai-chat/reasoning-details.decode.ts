import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import { child } from '../canonical/json-pointer.js';
import type { ContentPart, PartOf } from '../canonical/request.js';
import { type Signature, unpackSignature } from '../canonical/signature.js';
import { sealDetail } from './reasoning-details.encode.js';

/** One item of `reasoning_details` in an earlier answer. */
export interface Detail {
  /** What it signs. */
  readonly field: 'reasoning' | 'content';
  readonly signature: Signature;
  readonly redacted: boolean;
  /** The signed text, where the item repeats it. */
  readonly text?: string;
  /** Else where in the field's text it stands; up to the end where even that is not said. */
  readonly start?: number;
  readonly end?: number;
  readonly item: FieldReader;
}

/** Items of an unknown form are left over, and reported. */
export function decodeDetails(message: FieldReader): Detail[] {
  const raw = message.peek('reasoning_details');
  return (message.children('reasoning_details') ?? []).flatMap((item, index) => {
    const fields = Array.isArray(raw) ? raw[index] : undefined;
    return isJsonObject(fields) ? (decodeDetail(item, fields) ?? []) : [];
  });
}

function decodeDetail(item: FieldReader, fields: JsonObject): Detail | undefined {
  const { type, signature, data } = fields;
  const sealed = [signature, data].find((value) => typeof value === 'string' && value !== '');
  const unpacked = typeof sealed === 'string' ? unpackSignature(sealed, 'openai-chat') : undefined;
  if (unpacked === undefined || unpacked.issuer === 'openai-chat') return decodeOwn(item, fields);
  // Written by the gateway: all that matters is in it.
  for (const key of ['type', 'signature', 'data', 'format', 'index', 'id']) item.value(key);
  const field = item.oneOf('field', ['content'] as const) ?? 'reasoning';
  return {
    field,
    signature: unpacked,
    redacted: field === 'reasoning' && type === 'reasoning.encrypted',
    text: item.string('text'),
    start: item.integer('start_index'),
    end: item.integer('end_index'),
    item,
  };
}

/** The server's own (OpenRouter): kept whole but for the text, which becomes the part's. */
function decodeOwn(item: FieldReader, fields: JsonObject): Detail | undefined {
  if (typeof fields['type'] !== 'string') {
    item.leave();
    return undefined;
  }
  const text = item.string('text') ?? item.string('summary');
  const start = item.integer('start_index');
  const end = item.integer('end_index');
  const { start_index: _, end_index: __, ...own } = fields;
  for (const key of Object.keys(own)) item.value(key);
  const redacted = fields['type'] === 'reasoning.encrypted';
  return { field: 'reasoning', signature: sealDetail(own), redacted, text, start, end, item };
}

/** A piece of a text, and the detail that signs it. */
interface Piece {
  readonly text: string;
  readonly detail?: Detail;
}

/** Cuts a text at the places that were signed. A detail that does not fit into the text is left over, and reported. */
function cut(text: string, details: readonly Detail[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const detail of details) {
    const { start, end } = placeOf(detail, text, at);
    if (start < at || end < start || end > text.length) {
      detail.item.leave();
      continue;
    }
    if (start > at) pieces.push({ text: text.slice(at, start) });
    pieces.push({ text: detail.redacted ? '' : (detail.text ?? text.slice(start, end)), detail });
    at = end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

function placeOf(
  { redacted, text: own, start, end }: Detail,
  text: string,
  at: number,
): { start: number; end: number } {
  if (redacted) return { start: start ?? at, end: start ?? at };
  // Beside its text, the item's own copy takes no room twice.
  if (own !== undefined) return { start: at, end: text.startsWith(own, at) ? at + own.length : at };
  return { start: start ?? at, end: end ?? text.length };
}

/** @param field where the text stands; `undefined` where only the details have it */
export function signReasoning(
  message: FieldReader,
  details: readonly Detail[],
  field: 'reasoning_content' | 'reasoning' | undefined,
  text: string,
): PartOf<'reasoning'>[] {
  // The usual name is written anyway; another is kept for the way back to this dialect.
  const kept = field === 'reasoning_content' ? undefined : (field ?? 'reasoning_details');
  const extensions = extensionsOf('openai-chat', { field: kept });
  return cut(text, details).map(({ text: piece, detail }) => ({
    kind: 'reasoning',
    text: piece,
    ...(detail && { signature: detail.signature }),
    ...(detail?.redacted && { redacted: true }),
    origin: detail?.item.pointer ?? child(message.pointer, field ?? 'reasoning_details'),
    extensions,
  }));
}

/** Signatures of spoken text. In a list of parts there is no saying which they belong to, so they are left over. */
export function signContent(content: readonly ContentPart[], details: readonly Detail[]): readonly ContentPart[] {
  const [only = { kind: 'text' as const, text: '' }, ...more] = content;
  if (details.length === 0) return content;
  if (only.kind !== 'text' || more.length > 0) {
    for (const { item } of details) item.leave();
    return content;
  }
  return cut(only.text, details).map(({ text, detail }) => ({
    ...only,
    text,
    ...(detail && { signature: detail.signature, origin: detail.item.pointer }),
  }));
}
