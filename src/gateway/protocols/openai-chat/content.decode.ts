import { GatewayError } from '../../../kernel/errors.js';
import { readMediaUrl } from '../canonical/data-url.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import { child, toParam } from '../canonical/json-pointer.js';
import type { ContentPart, MediaSource } from '../canonical/request.js';
import { OWN_FIELDS } from './dispositions.js';

/** `content` of a message: one string or a list of parts. */
export function decodeContent(message: FieldReader, need: 'required' | 'optional'): ContentPart[] {
  const content = message.peek('content');
  if (typeof content === 'string') {
    message.value('content');
    return [{ kind: 'text', text: content, origin: child(message.pointer, 'content') }];
  }
  if (content === undefined || content === null) {
    message.value('content');
    if (need === 'optional') return [];
    throw new GatewayError('missing_field', {
      param: toParam(child(message.pointer, 'content')),
      hint: 'Send text or a list of content parts.',
    });
  }
  if (!Array.isArray(content)) throw message.invalid('content', 'must be a string or a list of content parts');
  return (message.children('content') ?? []).flatMap((part) => decodePart(part) ?? []);
}

function decodePart(part: FieldReader): ContentPart | undefined {
  const type = part.requiredString('type');
  const origin = part.pointer;
  const own = () => extensionsOf('openai-chat', part.own(OWN_FIELDS.contentPart));
  switch (type) {
    case 'text':
      return { kind: 'text', text: part.requiredString('text'), origin, extensions: own() };
    case 'refusal':
      return { kind: 'refusal', text: part.requiredString('refusal'), origin, extensions: own() };
    case 'thinking':
      return decodeThinking(part);
    case 'image_url': {
      const image = part.requiredChild('image_url');
      const source = readMediaUrl(image.requiredString('url'));
      return { kind: 'image', source, detail: image.string('detail'), origin, extensions: own() };
    }
    case 'input_audio': {
      const audio = part.requiredChild('input_audio');
      const mediaType = `audio/${audio.requiredString('format')}`;
      const source: MediaSource = { kind: 'base64', mediaType, data: audio.requiredString('data') };
      return { kind: 'audio', source, origin, extensions: own() };
    }
    case 'file': {
      const file = part.requiredChild('file');
      const filename = file.string('filename');
      return { kind: 'document', source: decodeFile(file), filename, origin, extensions: own() };
    }
    default:
      part.leave();
      return undefined;
  }
}

function decodeFile(file: FieldReader): MediaSource {
  const fileId = file.string('file_id');
  const data = file.string('file_data');
  if (fileId !== undefined) return { kind: 'file', fileId };
  if (data === undefined) throw file.invalid('file_data', 'or file_id must be there');
  const source = readMediaUrl(data);
  return source.kind === 'base64' ? source : { kind: 'base64', mediaType: 'application/octet-stream', data };
}

/** Mistral's form of reasoning: `{type: "thinking", thinking: [{type: "text", text}]}`, in answers and back in history. */
function decodeThinking(part: FieldReader): ContentPart {
  return {
    kind: 'reasoning',
    text: typeof part.peek('thinking') === 'string' ? part.requiredString('thinking') : joinThoughts(part),
    origin: part.pointer,
    extensions: extensionsOf('openai-chat', { field: 'thinking', closed: part.boolean('closed') }),
  };
}

function joinThoughts(part: FieldReader): string {
  return part
    .requiredChildren('thinking')
    .map((thought) => {
      if (thought.string('type') === 'text') return thought.requiredString('text');
      thought.leave();
      return '';
    })
    .join('');
}
