import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { Signature } from '../canonical/signature.js';
import type { DecoderContext } from '../codec.js';
import { decodeCitation } from './citation.decode.js';
import { joinBase64, readRedactedContent } from './redacted-content.js';

type Open =
  | { readonly kind: 'text' | 'tool-call'; readonly part: number }
  | { readonly kind: 'reasoning'; readonly part: number; signature: string }
  | { readonly kind: 'redacted'; readonly part: number; readonly pieces: string[] }
  | { readonly kind: 'image'; readonly part: number; readonly mediaType: string; readonly pieces: string[] }
  /** What the vendor's own tools did; told as it comes. */
  | { readonly kind: 'vendor' };

/** One content block. Only tools and images announce themselves; text and reasoning begin with their first delta. */
export class BlockDecoder {
  #open: Open | undefined;

  constructor(
    private readonly context: DecoderContext,
    private readonly nextPart: () => number,
  ) {}

  /** `{"toolUse": {toolUseId, name}}`, `{"image": {format}}`; anything else is the vendor's own. Says whether it is a call. */
  start(start: JsonObject, events: CanonicalEvent[]): { readonly isCall: boolean } {
    const { toolUse, image } = start;
    // A server_tool_use is run by the vendor: a client must not take it for a call of its own.
    if (isJsonObject(toolUse) && toolUse['type'] !== 'server_tool_use') {
      this.#startCall(toolUse, events);
      return { isCall: true };
    }
    if (isJsonObject(image)) {
      const mediaType = `image/${typeof image['format'] === 'string' ? image['format'] : 'png'}`;
      this.#open = { kind: 'image', part: this.nextPart(), mediaType, pieces: [] };
    } else {
      this.#open = { kind: 'vendor' };
      events.push(vendorDetail(start));
    }
    return { isCall: false };
  }

  delta(delta: JsonObject, events: CanonicalEvent[]): void {
    if (this.#open?.kind === 'vendor') {
      events.push(vendorDetail(delta));
      return;
    }
    const { text, toolUse, reasoningContent, citation, image } = delta;
    if (typeof text === 'string') this.#text(text, events);
    else if (isJsonObject(toolUse)) this.#callInput(toolUse['input'], events);
    else if (isJsonObject(reasoningContent)) this.#reasoning(reasoningContent, events);
    else if (isJsonObject(citation)) this.#citation(citation, events);
    else if (isJsonObject(image)) this.#image(image);
    else events.push(vendorDetail(delta));
  }

  stop(events: CanonicalEvent[]): void {
    const open = this.#open;
    this.#open = undefined;
    switch (open?.kind) {
      case undefined:
      case 'vendor':
        break;
      case 'text':
      case 'tool-call':
        events.push({ type: 'part-end', choice: 0, part: open.part });
        break;
      case 'reasoning':
        events.push(signedEnd(open.part, open.signature));
        break;
      case 'redacted':
        events.push(signedEnd(open.part, readRedactedContent(open.pieces)));
        break;
      case 'image': {
        const { part, mediaType } = open;
        const data = open.pieces.length === 1 ? open.pieces[0] : joinBase64(open.pieces).toString('base64');
        if (data) events.push({ type: 'media', choice: 0, part, mediaType, data });
        break;
      }
      default:
        open satisfies never;
    }
  }

  #startCall({ toolUseId, name }: JsonObject, events: CanonicalEvent[]): void {
    if (typeof toolUseId !== 'string' || typeof name !== 'string') throw this.#invalid('a tool call has no id or name');
    const part = this.nextPart();
    this.#open = { kind: 'tool-call', part };
    events.push({ type: 'part-start', choice: 0, part, content: { kind: 'tool-call', id: toolUseId, name } });
  }

  #callInput(input: JsonValue | undefined, events: CanonicalEvent[]): void {
    if (this.#open?.kind !== 'tool-call') throw this.#invalid('the input of a tool call came without its beginning');
    if (typeof input !== 'string' || input === '') return;
    events.push({ type: 'part-delta', choice: 0, part: this.#open.part, text: input });
  }

  #text(text: string, events: CanonicalEvent[]): void {
    if (text !== '') events.push({ type: 'part-delta', choice: 0, part: this.#textPart(events), text });
  }

  #citation(citation: JsonObject, events: CanonicalEvent[]): void {
    const decoded = decodeCitation(citation);
    if (decoded) events.push({ type: 'citation', choice: 0, part: this.#textPart(events), citation: decoded });
    else events.push(vendorDetail({ citation }));
  }

  #textPart(events: CanonicalEvent[]): number {
    if (this.#open?.kind === 'text') return this.#open.part;
    this.stop(events);
    const part = this.nextPart();
    this.#open = { kind: 'text', part };
    events.push({ type: 'part-start', choice: 0, part, content: { kind: 'text' } });
    return part;
  }

  #reasoning({ text, signature, redactedContent }: JsonObject, events: CanonicalEvent[]): void {
    if (typeof redactedContent === 'string') {
      this.#redacted(redactedContent, events);
      return;
    }
    const open = this.#reasoningPart(events);
    if (typeof text === 'string' && text !== '') events.push({ type: 'part-delta', choice: 0, part: open.part, text });
    if (typeof signature === 'string') open.signature += signature;
  }

  #reasoningPart(events: CanonicalEvent[]): Extract<Open, { kind: 'reasoning' }> {
    if (this.#open?.kind === 'reasoning') return this.#open;
    this.stop(events);
    const open: Extract<Open, { kind: 'reasoning' }> = { kind: 'reasoning', part: this.nextPart(), signature: '' };
    this.#open = open;
    events.push({ type: 'part-start', choice: 0, part: open.part, content: { kind: 'reasoning' } });
    return open;
  }

  #redacted(piece: string, events: CanonicalEvent[]): void {
    if (this.#open?.kind === 'redacted') {
      this.#open.pieces.push(piece);
      return;
    }
    this.stop(events);
    const part = this.nextPart();
    this.#open = { kind: 'redacted', part, pieces: [piece] };
    events.push({ type: 'part-start', choice: 0, part, content: { kind: 'reasoning', redacted: true } });
  }

  #image({ source }: JsonObject): void {
    if (this.#open?.kind !== 'image') throw this.#invalid('a picture came without its beginning');
    const bytes = isJsonObject(source) ? source['bytes'] : undefined;
    if (typeof bytes === 'string') this.#open.pieces.push(bytes);
  }

  #invalid(reason: string): GatewayError {
    return new GatewayError('provider_invalid_response', { provider: this.context.provider, reason });
  }
}

function signedEnd(part: number, data: string): CanonicalEvent {
  const end = { type: 'part-end', choice: 0, part } as const;
  if (data === '') return end;
  const signature: Signature = { issuer: 'bedrock-converse', data };
  return { ...end, signature };
}

function vendorDetail(block: JsonObject): CanonicalEvent {
  return { type: 'extension', choice: 0, extensions: { 'bedrock-converse': { content: [block] } } };
}
