import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';
import { extensionsOf } from '../canonical/extensions.js';

type DocumentUnit = Extract<Citation, { readonly kind: 'document' }>['unit'];

const UNITS = [
  ['documentChar', 'character'],
  ['documentPage', 'page'],
  ['documentChunk', 'chunk'],
] as const satisfies readonly (readonly [location: string, unit: DocumentUnit])[];

/** One citation; `undefined` where it points to what is no document of the request and no page (search results). */
export function decodeCitation(citation: JsonObject): Citation | undefined {
  const { title, source, sourceContent, location } = citation;
  const place = isJsonObject(location) ? location : {};
  const shared = {
    title: typeof title === 'string' ? title : undefined,
    quote: quoteOf(sourceContent),
    extensions: extensionsOf('bedrock-converse', { source }),
  };
  for (const [key, unit] of UNITS) {
    const where = place[key];
    if (!isJsonObject(where)) continue;
    const { documentIndex, start, end } = where;
    return {
      kind: 'document',
      document: number(documentIndex),
      unit,
      start: number(start),
      end: number(end),
      ...shared,
    };
  }
  const { web } = place;
  if (isJsonObject(web) && typeof web['url'] === 'string') return { kind: 'url', url: web['url'], ...shared };
  return undefined;
}

function quoteOf(content: JsonValue | undefined): string | undefined {
  if (!Array.isArray(content)) return undefined;
  const texts = content.flatMap((piece) =>
    isJsonObject(piece) && typeof piece['text'] === 'string' ? piece['text'] : [],
  );
  return texts.length === 0 ? undefined : texts.join('');
}

function number(value: JsonValue | undefined): number {
  return typeof value === 'number' ? value : 0;
}
