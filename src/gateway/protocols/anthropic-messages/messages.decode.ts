import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import { child } from '../canonical/json-pointer.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../canonical/request.js';
import { unpackSignature } from '../canonical/signature.js';
import { decodeCacheControl } from './cache-control.js';
import { attachSignature } from './carried-signature.js';
import { decodeDocument, decodeImage, decodeSearchResult, isOwnBlock } from './media.decode.js';

/** A block of Anthropic's own tools and its place: how many parts stand before it in its message. */
export interface PlacedBlock extends JsonObject {
  readonly at: number;
  readonly block: JsonObject;
}

/** `system`: one string or a list of text blocks. */
export function decodeSystem(body: FieldReader): CanonicalMessage[] {
  if (body.peek('system') === undefined) return [];
  const content = decodeTexts(body, 'system');
  return content.length === 0 ? [] : [{ role: 'system', content, origin: child(body.pointer, 'system') }];
}

export function decodeMessages(messages: readonly FieldReader[]): CanonicalMessage[] {
  /** Names of called tools by call id: results do not repeat them, and other dialects ask. */
  const toolNames = new Map<string, string>();
  return messages.flatMap((message) => {
    const role = message.requiredString('role');
    const origin = message.pointer;
    switch (role) {
      case 'user':
        return splitResults(decodeContent(message, toolNames).parts, origin);
      case 'assistant': {
        const { parts, blocks } = decodeContent(message, toolNames);
        return [{ role, content: parts, origin, extensions: extensionsOf('anthropic-messages', placed(blocks)) }];
      }
      case 'system':
        return [
          {
            role,
            content: decodeTexts(message, 'content'),
            origin,
            extensions: extensionsOf('anthropic-messages', { inline: true }),
          },
        ];
      default:
        message.leave();
        return [];
    }
  });
}

function placed(blocks: PlacedBlock[]): JsonObject {
  return blocks.length === 0 ? {} : { blocks };
}

/** Tool results stand in user messages here, elsewhere in messages of their own. */
function splitResults(parts: readonly ContentPart[], origin: string): CanonicalMessage[] {
  const messages: { role: 'user' | 'tool'; content: ContentPart[]; origin: string }[] = [];
  for (const part of parts) {
    const role = part.kind === 'tool-result' ? 'tool' : 'user';
    const last = messages.at(-1);
    if (last?.role === role) last.content.push(part);
    else messages.push({ role, content: [part], origin });
  }
  return messages.length === 0 ? [{ role: 'user', content: [], origin }] : messages;
}

function decodeTexts(node: FieldReader, key: 'system' | 'content'): ContentPart[] {
  const origin = child(node.pointer, key);
  if (typeof node.peek(key) === 'string') return [{ kind: 'text', text: node.requiredString(key), origin }];
  return (node.children(key) ?? []).flatMap((block): ContentPart[] => {
    if (block.requiredString('type') === 'text') return [decodeText(block)];
    block.leave();
    return [];
  });
}

function decodeContent(
  message: FieldReader,
  toolNames: Map<string, string>,
): { parts: ContentPart[]; blocks: PlacedBlock[] } {
  if (typeof message.peek('content') === 'string') {
    const text = message.requiredString('content');
    return { parts: [{ kind: 'text', text, origin: child(message.pointer, 'content') }], blocks: [] };
  }
  const parts: ContentPart[] = [];
  const blocks: PlacedBlock[] = [];
  for (const block of message.requiredChildren('content', 'Send text or a list of content blocks.')) {
    if (isOwnBlock(block.peek('type'))) blocks.push({ at: parts.length, block: block.ownWhole() });
    else decodeBlock(block, parts, toolNames);
  }
  return { parts, blocks };
}

function decodeBlock(block: FieldReader, parts: ContentPart[], toolNames: Map<string, string>): void {
  const type = block.requiredString('type');
  switch (type) {
    case 'text':
      parts.push(decodeText(block));
      break;
    case 'image':
      parts.push(...decodeImage(block));
      break;
    case 'document':
      parts.push(...decodeDocument(block));
      break;
    case 'search_result':
      parts.push(decodeSearchResult(block));
      break;
    case 'thinking':
      parts.push(decodeThinking(block));
      break;
    case 'redacted_thinking': {
      const signature = unpackSignature(block.requiredString('data'), 'anthropic-messages');
      if (attachSignature(parts, signature)) break;
      parts.push({ kind: 'reasoning', text: '', redacted: true, signature, origin: block.pointer });
      break;
    }
    case 'tool_use': {
      const call = decodeToolUse(block);
      toolNames.set(call.id, call.name);
      parts.push(call);
      break;
    }
    case 'tool_result':
      parts.push(decodeToolResult(block, toolNames));
      break;
    case 'container_upload':
      // Carried nowhere: the table refuses it by its file.
      block.own(['file_id']);
      break;
    default:
      block.leave();
  }
}

function decodeText(block: FieldReader): PartOf<'text'> {
  return {
    kind: 'text',
    text: block.requiredString('text'),
    cacheBreakpoint: decodeCacheControl(block),
    origin: block.pointer,
    extensions: extensionsOf('anthropic-messages', block.own(['citations'])),
  };
}

function decodeThinking(block: FieldReader): ContentPart {
  const text = block.requiredString('thinking');
  // Reasoning of a vendor that signs nothing came to the client with an empty signature.
  const signature = block.string('signature');
  return {
    kind: 'reasoning',
    text,
    ...(signature ? { signature: unpackSignature(signature, 'anthropic-messages') } : {}),
    origin: block.pointer,
  };
}

function decodeToolUse(block: FieldReader): PartOf<'tool-call'> {
  return {
    kind: 'tool-call',
    id: block.requiredString('id'),
    name: block.requiredString('name'),
    arguments: JSON.stringify(block.object('input') ?? {}),
    cacheBreakpoint: decodeCacheControl(block),
    origin: block.pointer,
    extensions: extensionsOf('anthropic-messages', block.own(['caller', 'toolset_name'])),
  };
}

function decodeToolResult(block: FieldReader, toolNames: ReadonlyMap<string, string>): PartOf<'tool-result'> {
  const callId = block.requiredString('tool_use_id', 'Say which tool_use this is the result of.');
  return {
    kind: 'tool-result',
    callId,
    name: toolNames.get(callId),
    content: decodeResultContent(block),
    isError: block.boolean('is_error'),
    cacheBreakpoint: decodeCacheControl(block),
    origin: block.pointer,
    extensions: extensionsOf('anthropic-messages', block.own(['toolset_name'])),
  };
}

function decodeResultContent(result: FieldReader): ContentPart[] {
  const origin = child(result.pointer, 'content');
  if (typeof result.peek('content') === 'string') {
    return [{ kind: 'text', text: result.requiredString('content'), origin }];
  }
  return (result.children('content') ?? []).flatMap((block): ContentPart[] => {
    switch (block.requiredString('type')) {
      case 'text':
        return [decodeText(block)];
      case 'image':
        return decodeImage(block);
      case 'document':
        return decodeDocument(block);
      case 'search_result':
        return [decodeSearchResult(block)];
      default:
        block.leave();
        return [];
    }
  });
}
