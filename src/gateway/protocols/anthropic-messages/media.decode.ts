import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { ContentPart, MediaSource } from '../canonical/request.js';
import { decodeCacheControl } from './cache-control.js';

/** `{"type": "image", "source": …}`; nothing where the source is of an unknown kind. */
export function decodeImage(block: FieldReader): ContentPart[] {
  const source = decodeSource(block.requiredChild('source'));
  if (!source) return [];
  const own = block.own(['transformations']);
  return [
    {
      kind: 'image',
      source,
      cacheBreakpoint: decodeCacheControl(block),
      origin: block.pointer,
      extensions: extensionsOf('anthropic-messages', own),
    },
  ];
}

/** `{"type": "document", "source", "title"?, "context"?, "citations"?}`. */
export function decodeDocument(block: FieldReader): ContentPart[] {
  const described = block.requiredChild('source');
  const isContent = described.peek('type') === 'content';
  const source = isContent ? decodeContentSource(described) : decodeSource(described);
  if (!source) return [];
  const own: JsonObject = block.own(['context']);
  // Blocks of text are one text to every other dialect; here they come back as they were.
  if (isContent) own['source'] = block.peek('source');
  return [
    {
      kind: 'document',
      source,
      filename: block.string('title'),
      citations: decodeCitationSwitch(block),
      cacheBreakpoint: decodeCacheControl(block),
      origin: block.pointer,
      extensions: extensionsOf('anthropic-messages', own),
    },
  ];
}

/** `{"type": "search_result", "source", "title", "content": […]}`: to other dialects a document that is a text. */
export function decodeSearchResult(block: FieldReader): ContentPart {
  const source = block.requiredString('source');
  const title = block.requiredString('title');
  const content = block.peek('content');
  const text = joinTexts(block.children('content') ?? []);
  return {
    kind: 'document',
    source: { kind: 'text', text: `${title}\n${source}\n\n${text}` },
    filename: title,
    citations: decodeCitationSwitch(block),
    cacheBreakpoint: decodeCacheControl(block),
    origin: block.pointer,
    extensions: extensionsOf('anthropic-messages', { type: 'search_result', source, content }),
  };
}

function decodeCitationSwitch(block: FieldReader): boolean | undefined {
  return block.child('citations')?.boolean('enabled');
}

function decodeSource(source: FieldReader): MediaSource | undefined {
  const type = source.requiredString('type');
  switch (type) {
    case 'base64':
      return { kind: 'base64', mediaType: source.requiredString('media_type'), data: source.requiredString('data') };
    case 'url':
      return { kind: 'url', url: source.requiredString('url') };
    case 'file':
      return { kind: 'file', fileId: source.requiredString('file_id') };
    case 'text':
      return { kind: 'text', mediaType: source.string('media_type'), text: source.requiredString('data') };
    default:
      source.leave();
      return undefined;
  }
}

function decodeContentSource(source: FieldReader): MediaSource {
  source.string('type');
  if (typeof source.peek('content') === 'string') return { kind: 'text', text: source.requiredString('content') };
  return { kind: 'text', text: joinTexts(source.requiredChildren('content')) };
}

/** Anything but text in it is left over, and thereby refused where the target is another dialect. */
function joinTexts(blocks: readonly FieldReader[]): string {
  return blocks
    .map((block) => {
      if (block.peek('type') !== 'text') {
        block.leave();
        return '';
      }
      block.string('type');
      return block.requiredString('text');
    })
    .join('\n');
}

/** Whether a block is of a kind whose place in a message only this dialect knows. */
export function isOwnBlock(type: unknown): boolean {
  return typeof type === 'string' && (OWN_BLOCKS.has(type) || type.endsWith('_tool_result'));
}

/** What Anthropic's own tools ask and answer; results end in `_tool_result`. */
const OWN_BLOCKS: ReadonlySet<string> = new Set(['server_tool_use', 'mcp_tool_use', 'compaction']);
