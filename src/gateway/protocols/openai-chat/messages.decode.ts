import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import { child } from '../canonical/json-pointer.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../canonical/request.js';
import type { Signature } from '../canonical/signature.js';
import { decodeContent } from './content.decode.js';
import { OWN_FIELDS } from './dispositions.js';
import { decodeExtraContent } from './extra-content.js';
import { type Detail, decodeDetails, signContent, signReasoning } from './reasoning-details.decode.js';

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
  // What OpenAI's own SDK has read out of the content, and leaves in the message that it hands to the next turn.
  message.value('parsed');
  const calls = message.children('tool_calls') ?? [];
  const details = decodeDetails(message);
  return {
    role: 'assistant',
    name: message.string('name'),
    content: [
      ...decodeReasoning(
        message,
        details.filter(({ field }) => field === 'reasoning'),
      ),
      ...signContent(
        decodeContent(message, 'optional'),
        details.filter(({ field }) => field === 'content'),
      ),
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
function decodeReasoning(message: FieldReader, details: readonly Detail[]): ContentPart[] {
  const texts = (['reasoning_content', 'reasoning'] as const).flatMap((field) => {
    const text = message.string(field);
    return text ? [{ field, text }] : [];
  });
  const [first, ...others] = texts;
  if (details.length === 0) return texts.map(({ field, text }) => plainReasoning(message, field, text));
  // Servers that say both names say the same text twice; what differs is kept.
  const different = others.filter(({ text }) => text !== first?.text);
  return [
    ...signReasoning(message, details, first?.field, first?.text ?? ''),
    ...different.map(({ field, text }) => plainReasoning(message, field, text)),
  ];
}

function plainReasoning(message: FieldReader, field: 'reasoning_content' | 'reasoning', text: string): ContentPart {
  const extensions = field === 'reasoning' ? extensionsOf('openai-chat', { field }) : undefined;
  return { kind: 'reasoning', text, origin: child(message.pointer, field), extensions };
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
  const signature = decodeSignature(call);
  const called = call.requiredChild(type);
  // Likewise a copy.
  called.value('parsed_arguments');
  return {
    kind: 'tool-call',
    id,
    name: called.requiredString('name'),
    ...(type === 'custom'
      ? { arguments: called.requiredString('input'), custom: true }
      : { arguments: called.string('arguments') ?? '' }),
    signature,
    origin: call.pointer,
  };
}

function decodeSignature(call: FieldReader): Signature | undefined {
  const content = call.object('extra_content');
  return content && decodeExtraContent(content);
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
      signature: decodeSignature(call),
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
