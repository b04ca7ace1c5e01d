import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import { child } from '../canonical/json-pointer.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../canonical/request.js';
import { decodeContent } from './content.decode.js';
import { OWN_FIELDS } from './dispositions.js';

export function decodeMessages(messages: readonly FieldReader[]): CanonicalMessage[] {
  /** Names of called tools by call id, so that results can say whose they are (other dialects ask). */
  const toolNames = new Map<string, string>();
  return messages.flatMap((message) => {
    const decoded = decodeMessage(message, toolNames);
    for (const part of decoded?.content ?? []) {
      if (part.kind === 'tool-call') toolNames.set(part.id, part.name);
    }
    return decoded ?? [];
  });
}

function decodeMessage(message: FieldReader, toolNames: ReadonlyMap<string, string>): CanonicalMessage | undefined {
  const role = message.requiredString('role');
  switch (role) {
    case 'system':
    case 'developer':
    case 'user':
      return {
        role,
        name: message.string('name'),
        content: decodeContent(message, 'required'),
        origin: message.pointer,
        extensions: extensionsOf('openai-chat', message.own(OWN_FIELDS.message)),
      };
    case 'assistant':
      return decodeAssistant(message);
    case 'tool':
      return decodeToolResult(message, toolNames);
    case 'function':
      return decodeFunctionResult(message);
    default:
      message.leave();
      return undefined;
  }
}

function decodeAssistant(message: FieldReader): CanonicalMessage {
  const refusal = message.string('refusal');
  const calls = message.children('tool_calls') ?? [];
  return {
    role: 'assistant',
    name: message.string('name'),
    content: [
      ...decodeReasoning(message),
      ...decodeContent(message, 'optional'),
      ...(refusal === undefined
        ? []
        : [{ kind: 'refusal' as const, text: refusal, origin: child(message.pointer, 'refusal') }]),
      ...calls.flatMap((call) => decodeToolCall(call) ?? []),
      ...decodeFunctionCall(message),
    ],
    origin: message.pointer,
    extensions: extensionsOf('openai-chat', message.own(OWN_FIELDS.message)),
  };
}

/** DeepSeek's and our own name is `reasoning_content`; Groq, OpenRouter and vLLM say `reasoning`. */
function decodeReasoning(message: FieldReader): ContentPart[] {
  const parts: ContentPart[] = [];
  for (const field of ['reasoning_content', 'reasoning'] as const) {
    const text = message.string(field);
    if (text === undefined) continue;
    const extensions = field === 'reasoning' ? extensionsOf('openai-chat', { field }) : undefined;
    parts.push({ kind: 'reasoning', text, origin: child(message.pointer, field), extensions });
  }
  return parts;
}

function decodeToolCall(call: FieldReader): PartOf<'tool-call'> | undefined {
  const type = call.string('type') ?? 'function';
  if (type !== 'function' && type !== 'custom') {
    call.leave();
    return undefined;
  }
  // An index is what streamed fragments carry; clients that send their collected chunks back leave it in.
  call.integer('index');
  const id = call.requiredString('id');
  if (type === 'custom') return decodeCustomCall(call, id);
  const called = call.requiredChild('function');
  return {
    kind: 'tool-call',
    id,
    name: called.requiredString('name'),
    arguments: called.string('arguments') ?? '',
    origin: call.pointer,
  };
}

function decodeCustomCall(call: FieldReader, id: string): PartOf<'tool-call'> {
  const own: JsonObject = call.own(OWN_FIELDS.toolCall);
  const custom = own['custom'];
  const fields = typeof custom === 'object' && custom !== null && !Array.isArray(custom) ? custom : {};
  const { name, input } = fields;
  if (typeof name !== 'string' || typeof input !== 'string') {
    throw call.invalid('custom', 'must be an object with name and input');
  }
  return {
    kind: 'tool-call',
    id,
    name,
    arguments: input,
    origin: call.pointer,
    extensions: extensionsOf('openai-chat', own),
  };
}

function decodeToolResult(message: FieldReader, toolNames: ReadonlyMap<string, string>): CanonicalMessage {
  const callId = message.requiredString('tool_call_id', 'Say which tool call this is the result of.');
  const result: ContentPart = {
    kind: 'tool-result',
    callId,
    name: message.string('name') ?? toolNames.get(callId),
    content: decodeContent(message, 'required'),
    origin: message.pointer,
  };
  return {
    role: 'tool',
    content: [result],
    origin: message.pointer,
    extensions: extensionsOf('openai-chat', message.own(OWN_FIELDS.message)),
  };
}

/** Before tools had ids there was one call at a time, known by its function's name; that name is its id here. */
function decodeFunctionCall(message: FieldReader): ContentPart[] {
  const call = message.child('function_call');
  if (!call) return [];
  const name = call.requiredString('name');
  return [
    {
      kind: 'tool-call',
      id: legacyCallId(name),
      name,
      arguments: call.string('arguments') ?? '',
      origin: child(message.pointer, 'function_call'),
      extensions: extensionsOf('openai-chat', { legacy: true }),
    },
  ];
}

function decodeFunctionResult(message: FieldReader): CanonicalMessage {
  const name = message.requiredString('name', 'Say which function this is the result of.');
  const result: ContentPart = {
    kind: 'tool-result',
    callId: legacyCallId(name),
    name,
    content: decodeContent(message, 'optional'),
    origin: message.pointer,
    extensions: extensionsOf('openai-chat', { legacy: true }),
  };
  return { role: 'tool', content: [result], origin: message.pointer };
}

function legacyCallId(name: string): string {
  return `call_${name}`;
}
