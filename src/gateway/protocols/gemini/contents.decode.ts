import { GatewayError } from '../../../kernel/errors.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import { toParam } from '../canonical/json-pointer.js';
import type { CanonicalMessage, ContentPart } from '../canonical/request.js';
import { CallIds } from './call-ids.js';
import { decodePart } from './parts.decode.js';

/** `systemInstruction`: a content whose role says nothing. */
export function decodeSystem(body: FieldReader): CanonicalMessage[] {
  const instruction = body.child('systemInstruction');
  if (!instruction) return [];
  const role = instruction.string('role');
  const content = (instruction.children('parts') ?? []).flatMap((part): ContentPart[] => {
    const text = part.string('text');
    if (text === undefined) part.leave();
    return text === undefined ? [] : [{ kind: 'text', text, origin: part.pointer }];
  });
  return [{ role: 'system', content, origin: instruction.pointer, extensions: extensionsOf('gemini', { role }) }];
}

/** The conversation. Contents without a role are the user's. */
export function decodeContents(body: FieldReader): CanonicalMessage[] {
  const contents = body.requiredChildren('contents', 'Send the conversation as a list of contents.');
  if (contents.length === 0) throw body.invalid('contents', 'must hold at least one content');
  const calls = new CallIds();
  const messages = contents.flatMap((content) => decodeContent(content, calls));
  return joinTurns(messages);
}

function decodeContent(content: FieldReader, calls: CallIds): CanonicalMessage[] {
  const role = content.string('role') ?? 'user';
  const speaker = SPEAKERS.get(role);
  if (speaker === undefined) {
    content.leave();
    return [];
  }
  const parts = content.children('parts');
  if (parts === undefined && speaker === 'user') {
    throw new GatewayError('missing_field', {
      param: toParam(content.placeOf('parts')),
      hint: 'Send a list of parts.',
    });
  }
  const messages: { role: CanonicalMessage['role']; content: ContentPart[]; origin: string }[] = [];
  for (const part of (parts ?? []).flatMap((one) => decodePart(one, calls) ?? [])) {
    // Results stand among the user's parts here; elsewhere they are messages of their own.
    const by = part.kind === 'tool-result' ? 'tool' : speaker;
    const last = messages.at(-1);
    if (last?.role === by) last.content.push(part);
    else messages.push({ role: by, content: [part], origin: content.pointer });
  }
  return messages;
}

/** `function` is what the role of results was called before they became the user's. */
const SPEAKERS: ReadonlyMap<string, CanonicalMessage['role']> = new Map([
  ['', 'user'],
  ['user', 'user'],
  ['model', 'assistant'],
  ['function', 'user'],
]);

/**
 * SDKs keep each chunk of a stream as a content of its own, so an earlier answer comes back in pieces: contents of the
 * model that follow each other are one turn again.
 */
function joinTurns(messages: readonly CanonicalMessage[]): CanonicalMessage[] {
  const turns: CanonicalMessage[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last?.role !== 'assistant' || message.role !== 'assistant') {
      turns.push(closed(message));
      continue;
    }
    const content = [...last.content];
    const [first, ...others] = message.content;
    if (first) pushPiece(content, first);
    for (const part of others) pushSignature(content, part);
    turns.splice(-1, 1, { ...last, content });
  }
  return turns;
}

function closed(message: CanonicalMessage): CanonicalMessage {
  if (message.role !== 'assistant') return message;
  const content: ContentPart[] = [];
  for (const part of message.content) pushSignature(content, part);
  return { ...message, content };
}

/** The next piece of a text that was cut into chunks goes on where the last one ended. */
function pushPiece(content: ContentPart[], part: ContentPart): void {
  const last = content.at(-1);
  const goesOn =
    (last?.kind === 'text' || last?.kind === 'reasoning') &&
    last.kind === part.kind &&
    !last.signature &&
    !part.signature &&
    !last.extensions &&
    !part.extensions;
  if (goesOn) content.splice(-1, 1, { ...last, text: last.text + part.text });
  else pushSignature(content, part);
}

/**
 * Our streams say the signature of a text or thought in an empty part behind it, as Gemini's do. Where another vendor
 * gave it, it must be on its text again; Google says not to join parts that it signed.
 */
function pushSignature(content: ContentPart[], part: ContentPart): void {
  const last = content.at(-1);
  const belongs =
    (last?.kind === 'text' || last?.kind === 'reasoning') &&
    last.kind === part.kind &&
    part.text === '' &&
    part.signature !== undefined &&
    part.signature.issuer !== 'gemini' &&
    !(part.kind === 'reasoning' && part.redacted) &&
    !last.signature;
  if (belongs) content.splice(-1, 1, { ...last, signature: part.signature });
  else content.push(part);
}
