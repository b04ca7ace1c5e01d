import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';

/** A `url_citation`; `undefined` for the other kinds, which point into files that are stored at OpenAI. */
export function decodeAnnotation(annotation: JsonObject): Citation | undefined {
  const { type, url, title, start_index: start, end_index: end } = annotation;
  if (type !== 'url_citation' || typeof url !== 'string') return undefined;
  return {
    kind: 'url',
    url,
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof start === 'number' ? { start } : {}),
    ...(typeof end === 'number' ? { end } : {}),
  };
}

/**
 * `undefined` for a place in a document of the request, for which this dialect has no words. Title and indices are
 * required here; a citation that does not say which words it supports stands for all that has been said.
 */
export function encodeAnnotation(citation: Citation, said: string): JsonObject | undefined {
  if (citation.kind !== 'url') return undefined;
  const { url, title = url, start = 0, end = said.length } = citation;
  return { type: 'url_citation', start_index: start, end_index: end, url, title };
}

export function annotationsOf(content: JsonObject): JsonObject[] {
  const list: JsonValue | undefined = content['annotations'];
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
