import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { ContentPart, MediaSource, PartOf } from '../canonical/request.js';
import { type Signature, unpackSignature } from '../canonical/signature.js';
import type { CallIds } from './call-ids.js';
import { OWN_FIELDS } from './dispositions.js';
import { readHidden } from './hidden-thought.js';
import { fileSource, partKind } from './media.js';

/** One part of `contents`; nothing where it is of a kind that no other dialect has a word for. */
export function decodePart(part: FieldReader, calls: CallIds): ContentPart | undefined {
  if (part.peek('functionCall') !== undefined) return decodeCall(part, calls);
  if (part.peek('functionResponse') !== undefined) return decodeResult(part, calls);
  if (part.peek('inlineData') !== undefined) return decodeInlineData(part);
  if (part.peek('fileData') !== undefined) return decodeFileData(part);
  if (typeof part.peek('text') === 'string') return decodeText(part);
  return decodeOwn(part);
}

function decodeText(part: FieldReader): ContentPart {
  const text = part.requiredString('text');
  const signature = signatureOf(part);
  return part.boolean('thought') === true
    ? { kind: 'reasoning', ...readHidden(text, signature), ...rest(part) }
    : { kind: 'text', text, signature, ...rest(part) };
}

/** What Google's own tools left in the history travels in the extensions of a text without text. */
function decodeOwn(part: FieldReader): ContentPart | undefined {
  const { extensions, origin } = rest(part);
  if (extensions === undefined) {
    part.leave();
    return undefined;
  }
  return { kind: 'text', text: '', signature: signatureOf(part), extensions, origin };
}

function decodeInlineData(part: FieldReader): ContentPart | undefined {
  const blob = part.requiredChild('inlineData');
  const mediaType = blob.requiredString('mimeType');
  const source: MediaSource = { kind: 'base64', mediaType, data: blob.requiredString('data') };
  return decodeMedia(part, source, mediaType, { inlineData: blob.own(OWN_FIELDS.inlineData) });
}

function decodeFileData(part: FieldReader): ContentPart | undefined {
  const file = part.requiredChild('fileData');
  const mediaType = file.string('mimeType');
  const source = fileSource(file.requiredString('fileUri'), mediaType);
  return decodeMedia(part, source, mediaType ?? '', { fileData: file.own(OWN_FIELDS.fileData) });
}

function decodeMedia(
  part: FieldReader,
  source: MediaSource,
  mediaType: string,
  inner: Readonly<Record<string, JsonObject>>,
): ContentPart | undefined {
  const kind = partKind(mediaType);
  if (kind === undefined) {
    part.leave();
    return undefined;
  }
  return { kind, source, ...rest(part, inner) };
}

function decodeCall(part: FieldReader, calls: CallIds): PartOf<'tool-call'> {
  const call = part.requiredChild('functionCall');
  const name = call.requiredString('name');
  const id = said(call.string('id'));
  return {
    kind: 'tool-call',
    id: calls.ofCall(id, name),
    name,
    arguments: JSON.stringify(call.object('args') ?? {}),
    signature: signatureOf(part),
    ...rest(part, id === undefined ? { functionCall: WITHOUT_ID } : {}),
  };
}

/** Goes back as it came: what had no id gets none. */
const WITHOUT_ID: JsonObject = { id: null };

function decodeResult(part: FieldReader, calls: CallIds): PartOf<'tool-result'> {
  const result = part.requiredChild('functionResponse');
  const name = result.requiredString('name');
  const id = said(result.string('id'));
  const response = result.object('response') ?? {};
  const media = (result.children('parts') ?? []).flatMap((inner) => decodeResultPart(inner) ?? []);
  const own = { ...result.own(OWN_FIELDS.functionResponse), ...(id === undefined ? WITHOUT_ID : {}), response };
  return {
    kind: 'tool-result',
    callId: calls.ofResult(id, name),
    name,
    ...readResponse(response, media),
    ...rest(part, { functionResponse: own }),
  };
}

/**
 * `response` is an object in any case. Google's documentation names the keys: `output` (SDKs also write `result`) for what
 * the function said, `error` for what went wrong; anything else is the answer as a whole.
 */
function readResponse(
  response: JsonObject,
  media: readonly ContentPart[],
): Pick<PartOf<'tool-result'>, 'content' | 'isError'> {
  const [[key, value] = [], ...others] = Object.entries(response);
  const isNamed = others.length === 0 && (key === 'result' || key === 'output' || key === 'error');
  const text = isNamed ? textOf(value ?? null) : JSON.stringify(response);
  const content: ContentPart[] = [{ kind: 'text', text }, ...media];
  return isNamed && key === 'error' ? { content, isError: true } : { content };
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function decodeResultPart(inner: FieldReader): ContentPart | undefined {
  const blob = inner.child('inlineData');
  const file = blob ? undefined : inner.child('fileData');
  const mediaType = (blob ?? file)?.string('mimeType') ?? '';
  const kind = partKind(mediaType);
  if (kind === undefined || (!blob && !file)) {
    inner.leave();
    return undefined;
  }
  const source: MediaSource = blob
    ? { kind: 'base64', mediaType, data: blob.requiredString('data') }
    : fileSource(file?.requiredString('fileUri') ?? '', mediaType);
  return { kind, source, origin: inner.pointer };
}

/** Where a part stands, and what only this dialect says of it; `inner` by the name of the object that says it. */
function rest(part: FieldReader, inner: Readonly<Record<string, JsonObject>> = {}) {
  const own = Object.entries(inner).filter(([, fields]) => Object.keys(fields).length > 0);
  const extensions = extensionsOf('gemini', { ...part.own(OWN_FIELDS.part), ...Object.fromEntries(own) });
  return { origin: part.pointer, ...(extensions && { extensions }) };
}

function signatureOf(part: FieldReader): Signature | undefined {
  const packed = part.string('thoughtSignature');
  return packed === undefined || packed === '' ? undefined : unpackSignature(packed, 'gemini');
}

function said(id: string | undefined): string | undefined {
  return id === '' ? undefined : id;
}

/** What a part's `extensions` say inside one of its objects. */
export function ownWithin(part: ContentPart, object: 'inlineData' | 'fileData' | 'functionCall' | 'functionResponse') {
  const own = part.extensions?.['gemini']?.[object];
  return isJsonObject(own) ? own : {};
}
