import type { FieldReader } from '../../canonical/field-reader.js';
import { child } from '../../canonical/json-pointer.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../../canonical/request.js';
import { decodeImages } from '../images.decode.js';

/** Reads the messages of one request. Calls and results that carry no id are matched by the order of their names. */
export class MessageDecoder {
  #calls: PartOf<'tool-call'>[] = [];
  #count = 0;

  decode(message: FieldReader): CanonicalMessage[] {
    const role = message.requiredString('role');
    const origin = message.pointer;
    switch (role) {
      case 'system':
      case 'user':
        return [{ role, content: decodeContent(message), origin }];
      case 'assistant':
        return [{ role, content: this.#decodeAssistant(message), origin }];
      case 'tool':
        return [{ role, content: [this.#decodeResult(message)], origin }];
      default:
        message.leave();
        return [];
    }
  }

  #decodeAssistant(message: FieldReader): ContentPart[] {
    const thinking = message.string('thinking');
    const calls = (message.children('tool_calls') ?? []).map((call) => this.#decodeCall(call));
    this.#calls.push(...calls);
    return [
      ...(thinking ? [{ kind: 'reasoning' as const, text: thinking, origin: child(message.pointer, 'thinking') }] : []),
      ...decodeContent(message),
      ...calls,
    ];
  }

  #decodeCall(call: FieldReader): PartOf<'tool-call'> {
    call.string('type');
    const called = call.requiredChild('function');
    // The place among its siblings, which the list says too; the description is the tool's, echoed.
    called.integer('index');
    called.string('description');
    this.#count += 1;
    return {
      kind: 'tool-call',
      id: call.string('id') ?? `call_${this.#count}`,
      name: called.requiredString('name'),
      arguments: JSON.stringify(called.object('arguments') ?? {}),
      origin: call.pointer,
    };
  }

  #decodeResult(message: FieldReader): ContentPart {
    const name = message.string('tool_name') ?? message.string('name');
    const id = message.string('tool_call_id');
    const call = this.#calls.find((candidate) => (id === undefined ? candidate.name === name : candidate.id === id));
    this.#calls = this.#calls.filter((candidate) => candidate !== call);
    return {
      kind: 'tool-result',
      callId: id ?? call?.id ?? `call_${name ?? 'unnamed'}`,
      name: name ?? call?.name,
      content: decodeContent(message),
      origin: message.pointer,
    };
  }
}

function decodeContent(message: FieldReader): ContentPart[] {
  const text = message.string('content');
  return [
    ...(text ? [{ kind: 'text' as const, text, origin: child(message.pointer, 'content') }] : []),
    ...decodeImages(message),
  ];
}
