import { readMediaUrl } from '../canonical/data-url.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import { child } from '../canonical/json-pointer.js';
import type { ContentPart, MediaSource } from '../canonical/request.js';

/** `content` of a message or `output` of a call: one string, or a list of parts with these fields of our own. */
export function decodeContent(item: FieldReader, key: 'content' | 'output', own: readonly string[]): ContentPart[] {
  const content = item.peek(key);
  if (typeof content === 'string') {
    return [{ kind: 'text', text: item.requiredString(key), origin: child(item.pointer, key) }];
  }
  return item.requiredChildren(key).flatMap((part) => decodePart(part, own) ?? []);
}

function decodePart(part: FieldReader, ownFields: readonly string[]): ContentPart | undefined {
  const origin = part.pointer;
  const own = () => extensionsOf('openai-responses', part.own(ownFields));
  switch (part.requiredString('type')) {
    case 'input_text':
    case 'output_text':
      // What OpenAI's own SDK has read out of the text, and leaves in the item that it hands to the next turn.
      part.value('parsed');
      return { kind: 'text', text: part.requiredString('text'), origin, extensions: own() };
    case 'refusal':
      return { kind: 'refusal', text: part.requiredString('refusal'), origin, extensions: own() };
    case 'input_image': {
      const source = decodeImage(part);
      return { kind: 'image', source, detail: part.string('detail'), origin, extensions: own() };
    }
    case 'input_file': {
      const filename = part.string('filename');
      return { kind: 'document', source: decodeFile(part), filename, origin, extensions: own() };
    }
    default:
      part.leave();
      return undefined;
  }
}

function decodeImage(part: FieldReader): MediaSource {
  const fileId = part.string('file_id');
  const url = part.string('image_url');
  if (fileId !== undefined) return { kind: 'file', fileId };
  if (url === undefined) throw part.invalid('image_url', 'or file_id must be there');
  return readMediaUrl(url);
}

function decodeFile(part: FieldReader): MediaSource {
  const fileId = part.string('file_id');
  const url = part.string('file_url');
  const data = part.string('file_data');
  if (fileId !== undefined) return { kind: 'file', fileId };
  if (url !== undefined) return { kind: 'url', url };
  if (data === undefined) throw part.invalid('file_data', 'file_url or file_id must be there');
  const source = readMediaUrl(data);
  return source.kind === 'base64' ? source : { kind: 'base64', mediaType: 'application/octet-stream', data };
}
