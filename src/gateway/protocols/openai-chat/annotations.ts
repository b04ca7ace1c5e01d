import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { Span } from './span.js';

type UrlCitation = Extract<Citation, { readonly kind: 'url' }>;

/**
 * A cited page as OpenAI annotates it. Its places are counted over the joined `content`.
 * @param part where the cited part stands in it; all of it is meant where the vendor names no place
 */
export function encodeAnnotation(citation: UrlCitation, part: Span): JsonObject {
  const { url, title = '', quote, start, end } = citation;
  return {
    type: 'url_citation',
    url_citation: {
      url,
      title,
      start_index: start === undefined ? part.start : part.start + start,
      end_index: end === undefined ? part.end : part.start + end,
      // OpenRouter's name for the words of the page.
      ...(quote === undefined ? {} : { content: quote }),
      ...citation.extensions?.['openai-chat'],
    },
  };
}

/** With places in the whole `content`; `undefined` for annotations of other kinds. */
export function decodeAnnotation(annotation: JsonValue): UrlCitation | undefined {
  const cited = isJsonObject(annotation) ? annotation['url_citation'] : undefined;
  if (!isJsonObject(cited) || typeof cited['url'] !== 'string') return undefined;
  const { url, title, start_index: start, end_index: end, content: quote, ...rest } = cited;
  return {
    kind: 'url',
    url: url as string,
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof start === 'number' ? { start } : {}),
    ...(typeof end === 'number' ? { end } : {}),
    ...(typeof quote === 'string' ? { quote } : {}),
    extensions: extensionsOf('openai-chat', rest),
  };
}
