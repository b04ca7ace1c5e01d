import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import { dataUrl } from '../canonical/data-url.js';
import type { ContentPart, MediaSource } from '../canonical/request.js';

/** What others than the assistant say: one plain text as a string, anything else as a list. */
export function encodeContent(parts: readonly ContentPart[]): JsonValue {
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'text' && !only.extensions) return only.text;
  return parts.flatMap((part) => encodeInputPart(part));
}

function encodeInputPart(part: ContentPart): JsonObject[] {
  const own = part.extensions?.['openai-responses'];
  switch (part.kind) {
    case 'text':
    case 'refusal':
      return [{ type: 'input_text', text: part.text, ...own }];
    case 'image':
      return [{ type: 'input_image', ...encodeImage(part.source), detail: part.detail, ...own }];
    case 'document':
      if (part.source.kind === 'text') return [{ type: 'input_text', text: part.source.text, ...own }];
      return [{ type: 'input_file', filename: part.filename, ...encodeFile(part.source), ...own }];
    // Refused by the table.
    case 'audio':
      return [];
    case 'reasoning':
    case 'tool-call':
    case 'tool-result':
      throw new Error(`A ${part.kind} is not message content`);
    default:
      return assertNever(part);
  }
}

function encodeImage(source: MediaSource): JsonObject {
  return source.kind === 'file' ? { file_id: source.fileId } : { image_url: encodeUrl(source) };
}

function encodeFile(source: MediaSource): JsonObject {
  switch (source.kind) {
    case 'file':
      return { file_id: source.fileId };
    case 'url':
      return { file_url: source.url };
    case 'base64':
    case 'text':
      return { file_data: encodeUrl(source) };
    default:
      return assertNever(source);
  }
}

function encodeUrl(source: Exclude<MediaSource, { kind: 'file' }>): string {
  switch (source.kind) {
    case 'base64':
      return dataUrl(source.mediaType, source.data);
    case 'url':
      return source.url;
    case 'text':
      return dataUrl(source.mediaType ?? 'text/plain', Buffer.from(source.text).toString('base64'));
    default:
      return assertNever(source);
  }
}
