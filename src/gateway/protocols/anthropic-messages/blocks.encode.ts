import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import { parseArguments } from '../canonical/call-arguments.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { ContentPart, MediaSource, PartOf } from '../canonical/request.js';
import { encodeCacheControl } from './cache-control.js';

/** How a PDF begins in base64; clients of other dialects do not always say what their file is. */
const PDF_START = 'JVBERi0';

/** Writes the parts of messages as content blocks, and notes what cannot become one. */
export class BlockEncoder {
  readonly losses: FeatureLoss[] = [];

  /** No block for an empty text, which the API refuses, and for reasoning that Anthropic has not signed. */
  encode(part: ContentPart): JsonObject[] {
    const cache = { cache_control: encodeCacheControl(part.cacheBreakpoint) };
    switch (part.kind) {
      case 'text':
      case 'refusal':
        if (part.text === '') return [];
        return [{ type: 'text', text: part.text, ...cache, ...part.extensions?.['anthropic-messages'] }];
      case 'image':
        return [
          {
            type: 'image',
            source: encodeImageSource(part.source),
            ...cache,
            ...part.extensions?.['anthropic-messages'],
          },
        ];
      case 'document':
        return this.#document(part).map((block) => ({ ...block, ...cache }));
      case 'reasoning':
        return this.#reasoning(part);
      case 'tool-call':
        return [
          {
            type: 'tool_use',
            id: encodeCallId(part.id),
            name: part.name,
            input: this.#input(part),
            ...cache,
            ...part.extensions?.['anthropic-messages'],
          },
        ];
      case 'tool-result':
        return [
          {
            type: 'tool_result',
            tool_use_id: encodeCallId(part.callId),
            content: this.#resultContent(part.content),
            is_error: part.isError,
            ...cache,
            ...part.extensions?.['anthropic-messages'],
          },
        ];
      case 'audio':
        // Refused by the table.
        return [];
      default:
        return assertNever(part);
    }
  }

  #reasoning(part: PartOf<'reasoning'>): JsonObject[] {
    if (!part.signature) {
      this.losses.push({
        feature: 'reasoning-history',
        origin: part.origin,
        disposition: 'dropped',
        reason: 'Anthropic takes back only thinking that it has signed',
      });
      return [];
    }
    // Sent as it was issued: whoever carried it here has unpacked it.
    const { data } = part.signature;
    return [
      part.redacted ? { type: 'redacted_thinking', data } : { type: 'thinking', thinking: part.text, signature: data },
    ];
  }

  #document(part: PartOf<'document'>): JsonObject[] {
    const { type, ...own } = part.extensions?.['anthropic-messages'] ?? {};
    const citations = part.citations === undefined ? undefined : { enabled: part.citations };
    if (type === 'search_result') return [{ type, title: part.filename, citations, ...own }];
    const source = this.#documentSource(part);
    return source ? [{ type: 'document', source, title: part.filename, citations, ...own }] : [];
  }

  #documentSource({ source, origin }: PartOf<'document'>): JsonObject | undefined {
    switch (source.kind) {
      case 'url':
        return { type: 'url', url: source.url };
      case 'file':
        return { type: 'file', file_id: source.fileId };
      case 'text':
        return { type: 'text', media_type: 'text/plain', data: source.text };
      case 'base64': {
        const { mediaType, data } = source;
        if (mediaType === 'application/pdf' || data.startsWith(PDF_START)) {
          return { type: 'base64', media_type: 'application/pdf', data };
        }
        if (mediaType.startsWith('text/') || mediaType === 'application/json') {
          return { type: 'text', media_type: 'text/plain', data: Buffer.from(data, 'base64').toString() };
        }
        this.losses.push({
          feature: 'document-data',
          origin,
          disposition: 'refused',
          reason: `Anthropic takes PDF and plain text as documents, not ${mediaType}`,
        });
        return undefined;
      }
      default:
        return assertNever(source);
    }
  }

  #input(call: PartOf<'tool-call'>): JsonObject {
    const input = parseArguments(call.arguments);
    if (input) return input;
    this.losses.push({
      feature: 'tool-call-history',
      origin: call.origin,
      disposition: 'refused',
      reason: 'Anthropic takes the arguments of earlier calls as an object, and these are not the JSON of one',
    });
    return {};
  }

  #resultContent(content: readonly ContentPart[]): JsonValue | undefined {
    if (content.length === 0) return undefined;
    const [only] = content;
    if (content.length === 1 && only?.kind === 'text' && isPlain(only)) return only.text;
    return content.flatMap((part) => this.encode(part));
  }
}

/** Whether a text says nothing beyond itself, so that the short form holds it. */
export function isPlain({ cacheBreakpoint, extensions }: PartOf<'text'>): boolean {
  return cacheBreakpoint === undefined && extensions === undefined;
}

/** Ids must match ^[a-zA-Z0-9_-]+$; those of other vendors (`functions.look:0`) do not always. */
function encodeCallId(id: string): string {
  return id.replaceAll(/[^a-zA-Z0-9_-]/g, '_');
}

function encodeImageSource(source: MediaSource): JsonObject {
  switch (source.kind) {
    case 'base64':
      return { type: 'base64', media_type: source.mediaType, data: source.data };
    case 'url':
      return { type: 'url', url: source.url };
    case 'file':
      return { type: 'file', file_id: source.fileId };
    case 'text':
      return {
        type: 'base64',
        media_type: source.mediaType ?? 'text/plain',
        data: Buffer.from(source.text).toString('base64'),
      };
    default:
      return assertNever(source);
  }
}
