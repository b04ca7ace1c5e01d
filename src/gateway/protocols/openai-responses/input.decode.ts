import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../canonical/request.js';
import type { Signature } from '../canonical/signature.js';
import { type SignedThing, unpackEncrypted } from './carried-signature.js';
import { decodeContent } from './content.decode.js';
import { OWN_FIELDS } from './dispositions.js';

/** `input`: one string, or a list of items. */
export function decodeInput(body: FieldReader): CanonicalMessage[] {
  const input = body.peek('input');
  if (typeof input === 'string') {
    const text = body.requiredString('input');
    return [{ role: 'user', content: [{ kind: 'text', text, origin: '/input' }], origin: '/input' }];
  }
  const conversation = new Conversation();
  for (const item of body.children('input') ?? []) conversation.add(item);
  return conversation.messages;
}

/**
 * Here each thought, text and call is an item of its own; everywhere else they are parts of one message of the
 * assistant. So neighbours of the assistant's become one message: a chat vendor refuses parallel calls that do not stand
 * in the same one.
 */
class Conversation {
  readonly messages: CanonicalMessage[] = [];
  /** The content of the last message while it is the assistant's. */
  #turn: ContentPart[] | undefined;
  /** Names of called tools by call id, so that results can say whose they are (other dialects ask). */
  readonly #toolNames = new Map<string, string>();

  add(item: FieldReader): void {
    switch (item.string('type') ?? 'message') {
      case 'message':
        this.#addMessage(item);
        break;
      case 'reasoning':
        this.#addReasoning(item);
        break;
      case 'function_call':
        this.#addCall(item, { arguments: item.string('arguments') ?? '' });
        break;
      case 'custom_tool_call':
        this.#addCall(item, { arguments: item.requiredString('input'), custom: true });
        break;
      case 'function_call_output':
        this.#addResult(item, {});
        break;
      case 'custom_tool_call_output':
        // Its call may stand in a response before this one.
        this.#addResult(item, { type: 'custom_tool_call_output' });
        break;
      default:
        item.leave();
    }
  }

  #addMessage(item: FieldReader): void {
    const role = item.oneOf('role', ['user', 'assistant', 'system', 'developer'] as const);
    if (role === undefined) throw item.invalid('role', 'must be there');
    const content = decodeContent(item, 'content', OWN_FIELDS.contentPart);
    const own = item.own(OWN_FIELDS.item);
    if (role === 'assistant') {
      this.#assistant(item).push(...content.map((part, index) => (index === 0 ? beginsItem(part, own) : part)));
      return;
    }
    this.#begin({ role, content, origin: item.pointer, extensions: extensionsOf('openai-responses', own) });
  }

  #addReasoning(item: FieldReader): void {
    const asSaid = { summary: item.peek('summary'), content: item.peek('content') };
    const summaries = thoughts(item, 'summary', 'summary_text');
    const texts = thoughts(item, 'content', 'reasoning_text');
    const encrypted = item.string('encrypted_content');
    const own = item.own(OWN_FIELDS.item);
    const id = typeof own['id'] === 'string' ? own['id'] : undefined;
    const unpacked = encrypted === undefined ? undefined : unpackEncrypted(encrypted, id);
    if (unpacked?.owner && this.#sign(unpacked.owner, unpacked.signature)) return;
    const text = (summaries.length > 0 ? summaries : texts).join('\n\n');
    this.#assistant(item).push({
      kind: 'reasoning',
      text,
      ...(unpacked && { signature: unpacked.signature, ...(text === '' && unpacked.hidden && { redacted: true }) }),
      origin: item.pointer,
      extensions: extensionsOf('openai-responses', { ...own, ...asSaid }),
    });
  }

  #addCall(item: FieldReader, input: Pick<PartOf<'tool-call'>, 'arguments' | 'custom'>): void {
    const id = item.requiredString('call_id');
    const name = item.requiredString('name');
    this.#toolNames.set(id, name);
    // What OpenAI's own SDK has read out of the arguments, and leaves in the item that it hands to the next turn.
    item.value('parsed_arguments');
    this.#assistant(item).push({
      kind: 'tool-call',
      id,
      name,
      ...input,
      origin: item.pointer,
      extensions: extensionsOf('openai-responses', item.own(OWN_FIELDS.item)),
    });
  }

  #addResult(item: FieldReader, form: JsonObject): void {
    const callId = item.requiredString('call_id', 'Say which function call this is the output of.');
    const result: PartOf<'tool-result'> = {
      kind: 'tool-result',
      callId,
      name: item.string('name') ?? this.#toolNames.get(callId),
      content: decodeContent(item, 'output', OWN_FIELDS.outputPart),
      origin: item.pointer,
      extensions: extensionsOf('openai-responses', { ...form, ...item.own(OWN_FIELDS.item) }),
    };
    this.#begin({ role: 'tool', content: [result], origin: item.pointer });
  }

  #begin(message: CanonicalMessage): void {
    this.messages.push(message);
    this.#turn = undefined;
  }

  #assistant(item: FieldReader): ContentPart[] {
    if (this.#turn) return this.#turn;
    const content: ContentPart[] = [];
    this.#begin({ role: 'assistant', content, origin: item.pointer });
    this.#turn = content;
    return content;
  }

  /** Puts a carried signature on its owner; false where that is not in this turn. */
  #sign(owner: SignedThing, signature: Signature): boolean {
    const turn = this.#turn ?? [];
    const at = turn.findLastIndex((part) =>
      owner.kind === 'text' ? part.kind === 'text' : part.kind === 'tool-call' && part.id === owner.callId,
    );
    const part = turn[at];
    if (part?.kind !== 'text' && part?.kind !== 'tool-call') return false;
    turn[at] = { ...part, signature };
    return true;
  }
}

/** The first part of a message item remembers it, so that the way back finds where items began. */
function beginsItem(part: ContentPart, item: JsonObject): ContentPart {
  return { ...part, extensions: { 'openai-responses': { ...part.extensions?.['openai-responses'], item } } };
}

function thoughts(item: FieldReader, key: 'summary' | 'content', type: string): string[] {
  return (item.children(key) ?? []).flatMap((thought) => {
    if (thought.string('type') === type) return [thought.requiredString('text')];
    thought.leave();
    return [];
  });
}
