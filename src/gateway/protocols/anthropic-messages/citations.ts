import { assertNever } from '../../../kernel/assert-never.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';
import { extensionsOf } from '../canonical/extensions.js';

type DocumentCitation = Extract<Citation, { readonly kind: 'document' }>;

/** The places in a document, and the fields in which each kind says its bounds. */
const DOCUMENT_PLACES = {
  character: { type: 'char_location', start: 'start_char_index', end: 'end_char_index' },
  page: { type: 'page_location', start: 'start_page_number', end: 'end_page_number' },
  block: { type: 'content_block_location', start: 'start_block_index', end: 'end_block_index' },
  // Bedrock counts pieces of its own making; a block is the nearest that this dialect has.
  chunk: { type: 'content_block_location', start: 'start_block_index', end: 'end_block_index' },
} as const satisfies Record<DocumentCitation['unit'], object>;

const UNIT_OF_TYPE: Readonly<Record<string, DocumentCitation['unit']>> = {
  char_location: 'character',
  page_location: 'page',
  content_block_location: 'block',
};

/** A citation of an answer; `undefined` for a kind that is not known yet. */
export function decodeCitation(citation: JsonValue | undefined): Citation | undefined {
  if (!isJsonObject(citation)) return undefined;
  const { type, title, document_title: documentTitle, cited_text: quote } = citation;
  const common = { ...textField('title', title ?? documentTitle), ...textField('quote', quote) };
  const unit = typeof type === 'string' && Object.hasOwn(UNIT_OF_TYPE, type) ? UNIT_OF_TYPE[type] : undefined;
  if (unit !== undefined) {
    const { start, end } = DOCUMENT_PLACES[unit];
    const { document_index: document, file_id: fileId } = citation;
    return {
      kind: 'document',
      document: number(document),
      unit,
      start: number(citation[start]),
      end: number(citation[end]),
      ...common,
      extensions: extensionsOf('anthropic-messages', typeof fileId === 'string' ? { file_id: fileId } : {}),
    };
  }
  const url = type === 'search_result_location' ? citation['source'] : citation['url'];
  if (typeof url !== 'string') return undefined;
  const { title: _, cited_text: __, url: ___, source: ____, ...rest } = citation;
  return { kind: 'url', url, ...common, extensions: extensionsOf('anthropic-messages', rest) };
}

export function encodeCitation(citation: Citation): JsonObject {
  const own = citation.extensions?.['anthropic-messages'];
  const { title = null, quote = '' } = citation;
  switch (citation.kind) {
    case 'document': {
      const place = DOCUMENT_PLACES[citation.unit];
      return {
        type: place.type,
        cited_text: quote,
        document_index: citation.document,
        document_title: title,
        [place.start]: citation.start,
        [place.end]: citation.end,
        ...own,
      };
    }
    case 'url':
      if (own?.['type'] === 'search_result_location') {
        return { ...own, source: citation.url, title, cited_text: quote };
      }
      // Clients send encrypted_index back unread; SDKs want it to be there.
      return {
        type: 'web_search_result_location',
        cited_text: quote,
        encrypted_index: '',
        ...own,
        url: citation.url,
        title,
      };
    default:
      return assertNever(citation);
  }
}

function textField<Name extends string>(name: Name, value: JsonValue | undefined): { [Key in Name]?: string } {
  return (typeof value === 'string' ? { [name]: value } : {}) as { [Key in Name]?: string };
}

function number(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
