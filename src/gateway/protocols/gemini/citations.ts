import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';

/**
 * Google gives places in the answer in UTF-8 bytes, others in characters. The text has gone to the client by then, so a
 * place is only told where both counts are the same.
 */
export interface TextLengths {
  readonly bytes: number;
  readonly characters: number;
}

/** The sources in `groundingMetadata` (Google's searches) and `citationMetadata` (texts that the model repeats). */
export function decodeCitations(candidate: JsonObject, text: TextLengths): Citation[] {
  return [
    ...decodeGrounding(candidate['groundingMetadata'], text),
    ...decodeRecitations(candidate['citationMetadata'], text),
  ];
}

function decodeGrounding(metadata: JsonValue | undefined, text: TextLengths): Citation[] {
  if (!isJsonObject(metadata)) return [];
  const sources = objects(metadata['groundingChunks']).map(sourceOf);
  const named = new Set<number>();
  const citations = objects(metadata['groundingSupports']).flatMap(({ segment, groundingChunkIndices }) => {
    const indices = Array.isArray(groundingChunkIndices) ? groundingChunkIndices : [];
    return indices.flatMap((index): Citation[] => {
      const source = typeof index === 'number' ? sources[index] : undefined;
      if (source === undefined) return [];
      named.add(index as number);
      return [{ ...source, ...placeOf(isJsonObject(segment) ? segment : {}, text) }];
    });
  });
  // What was read and supports no certain words is a source of the whole.
  return [...citations, ...sources.flatMap((source, index) => (source && !named.has(index) ? [source] : []))];
}

function sourceOf({ web, maps, retrievedContext }: JsonObject): Citation | undefined {
  const source = [web, maps, retrievedContext].find(isJsonObject);
  return source && decodeSource(source);
}

function decodeRecitations(metadata: JsonValue | undefined, text: TextLengths): Citation[] {
  if (!isJsonObject(metadata)) return [];
  // The Gemini API says citationSources, Vertex AI citations.
  return objects(metadata['citationSources'] ?? metadata['citations']).flatMap((source) => {
    const decoded = decodeSource(source);
    return decoded ? [{ ...decoded, ...placeOf(source, text) }] : [];
  });
}

function decodeSource({ uri, title }: JsonObject): Citation | undefined {
  if (typeof uri !== 'string') return undefined;
  return { kind: 'url', url: uri, ...(typeof title === 'string' && { title }) };
}

/** `startIndex` 0 is left out. */
function placeOf({ startIndex: start = 0, endIndex: end }: JsonObject, text: TextLengths) {
  if (text.bytes !== text.characters || typeof start !== 'number' || typeof end !== 'number') return {};
  return end <= text.characters ? { start, end } : {};
}

/** Sources of other vendors, as if Google had searched for them. */
export function encodeCitations(citations: readonly Citation[], text: TextLengths): JsonObject | undefined {
  const urls = citations.filter((citation) => citation.kind === 'url');
  if (urls.length === 0) return undefined;
  const supports = urls.flatMap(({ start = 0, end }, index) =>
    end === undefined || text.bytes !== text.characters
      ? []
      : [{ segment: { startIndex: start, endIndex: end }, groundingChunkIndices: [index] }],
  );
  return {
    groundingChunks: urls.map(({ url, title }) => ({ web: { uri: url, title } })),
    ...(supports.length > 0 ? { groundingSupports: supports } : {}),
  };
}

function objects(list: JsonValue | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** Counts a text as it passes. */
export class TextMeter implements TextLengths {
  bytes = 0;
  characters = 0;

  add(text: string): void {
    this.characters += text.length;
    this.bytes += Buffer.byteLength(text);
  }
}
