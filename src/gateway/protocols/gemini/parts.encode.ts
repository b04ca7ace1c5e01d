import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { parseArguments } from '../canonical/call-arguments.js';
import type { Feature } from '../canonical/feature.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { ContentPart, MediaSource, PartOf } from '../canonical/request.js';
import { packSignature, type Signature } from '../canonical/signature.js';
import { isFileAtGoogle, typeOfUrl } from './media.js';
import { ownWithin } from './parts.decode.js';

type MediaPart = PartOf<'image' | 'document' | 'audio'>;

/** Writes parts, and notes what of them cannot be said. Holds the names of calls, which Gemini wants with their results. */
export class PartEncoder {
  readonly losses: FeatureLoss[] = [];
  readonly #names = new Map<string, string>();

  encode(part: ContentPart): JsonObject {
    const {
      inlineData: _,
      fileData: __,
      functionCall: ___,
      functionResponse: ____,
      ...own
    } = part.extensions?.['gemini'] ?? {};
    switch (part.kind) {
      case 'text': {
        // Without text of its own it is one of Google's kinds, which stands in the extensions.
        const isOwnKind = part.text === '' && Object.keys(own).some((key) => OWN_KINDS.has(key));
        return { ...(isOwnKind ? {} : { text: part.text }), ...signed(part.signature), ...own };
      }
      case 'refusal':
        return { text: part.text };
      case 'reasoning':
        return { text: part.text, thought: true, ...signed(part.signature), ...own };
      case 'image':
      case 'document':
      case 'audio':
        return { ...this.#encodeMedia(part), ...own };
      case 'tool-call':
        this.#names.set(part.id, part.name);
        return { functionCall: this.#encodeCall(part), ...signed(part.signature), ...own };
      case 'tool-result':
        return { functionResponse: this.#encodeResult(part), ...own };
      default:
        return part satisfies never;
    }
  }

  #encodeMedia(part: MediaPart): JsonObject {
    const { source } = part;
    switch (source.kind) {
      case 'base64':
        return {
          inlineData: { mimeType: source.mediaType, data: source.data, ...ownWithin(part, 'inlineData') },
        };
      case 'url':
      case 'file':
        return { fileData: this.#encodeFile(part, source) };
      case 'text':
        return { text: source.text };
      default:
        return source satisfies never;
    }
  }

  #encodeFile(part: MediaPart, source: Extract<MediaSource, { kind: 'url' | 'file' }>): JsonObject {
    const fileUri = source.kind === 'url' ? source.url : source.fileId;
    if (source.kind === 'file' && !isFileAtGoogle(fileUri)) {
      const feature = part.kind === 'image' ? 'image-file' : 'document-file';
      this.#refuse(feature, part, 'this file is stored at another vendor; send its data');
    }
    const mimeType = source.mediaType ?? (source.kind === 'url' ? typeOfUrl(fileUri, part.kind) : undefined);
    return { mimeType, fileUri, ...ownWithin(part, 'fileData') };
  }

  #encodeCall(call: PartOf<'tool-call'>): JsonObject {
    const { id = call.id } = ownWithin(call, 'functionCall');
    return { ...(id === null ? {} : { id }), name: call.name, args: this.#encodeArguments(call) };
  }

  #encodeArguments(call: PartOf<'tool-call'>): JsonObject {
    const parsed = parseArguments(call.arguments);
    if (parsed) return parsed;
    const reason = 'Gemini takes the arguments of earlier calls as an object, and these are not the JSON of one';
    this.#refuse('tool-call-history', call, reason);
    return {};
  }

  #encodeResult(result: PartOf<'tool-result'>): JsonObject {
    const { id = result.callId, response, ...own } = ownWithin(result, 'functionResponse');
    const media = result.content.filter((part) => part.kind !== 'text').flatMap((part) => this.#encodeResultPart(part));
    return {
      ...(id === null ? {} : { id }),
      name: result.name ?? this.#names.get(result.callId) ?? result.callId,
      response: response ?? encodeResponse(result),
      ...(media.length > 0 ? { parts: media } : {}),
      ...own,
    };
  }

  #encodeResultPart(part: ContentPart): JsonObject[] {
    if ((part.kind === 'image' || part.kind === 'document' || part.kind === 'audio') && part.source.kind !== 'text') {
      return [this.#encodeMedia(part)];
    }
    // A text document has been put into the response already.
    if (part.kind !== 'document') this.#refuse('tool-result-media', part, 'Gemini takes text and files as a result');
    return [];
  }

  #refuse(feature: Feature, { origin }: ContentPart, reason: string): void {
    this.losses.push({ feature, origin, disposition: 'refused', reason });
  }
}

/** Kinds of parts that only this dialect has. */
const OWN_KINDS: ReadonlySet<string> = new Set([
  'executableCode',
  'codeExecutionResult',
  'toolCall',
  'toolResponse',
  'audioTranscription',
]);

function signed(signature: Signature | undefined): JsonObject {
  return signature ? { thoughtSignature: packSignature(signature, 'gemini') } : {};
}

/** `response` must be an object: one is sent as it is, anything else under the name that Google's SDKs give it. */
function encodeResponse(result: PartOf<'tool-result'>): JsonObject {
  const text = result.content.map(textOf).join('');
  if (result.isError) return { error: text };
  const value = parse(text);
  if (isJsonObject(value)) return value;
  return { result: Array.isArray(value) ? value : text };
}

function textOf(part: ContentPart): string {
  if (part.kind === 'text') return part.text;
  return part.kind === 'document' && part.source.kind === 'text' ? part.source.text : '';
}

function parse(text: string): JsonObject | JsonValue[] | null {
  // Scalars stay the text they are: a result "1.0" is not the number 1.
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as JsonObject | JsonValue[];
  } catch {
    return null;
  }
}
