import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent, PartHead, TokenLogprob } from '../canonical/event.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { DecoderContext } from '../codec.js';
import { decodeLogprobs } from '../canonical/token-logprobs.js';
import { AnnotationsDecoder } from './annotations.decoder.js';
import { decodeImage } from './images.js';
import { isEncrypted, ReasoningBlock, textOfDetail } from './reasoning-block.js';
import { sealDetail } from './reasoning-details.encode.js';
import { decodeFinishReason } from './stop-reason.js';
import { ToolCallsDecoder } from './tool-calls.decoder.js';

const NO_DETAILS: readonly JsonObject[] = [];

type TextKind = 'text' | 'reasoning' | 'refusal';

/** One of the parallel answers of a stream. */
export class ChoiceDecoder {
  readonly #tools: ToolCallsDecoder;
  readonly #annotations: AnnotationsDecoder;
  readonly #block = new ReasoningBlock();
  #open: { readonly kind: TextKind; readonly part: number } | undefined;
  #refused = false;
  #finished = false;

  constructor(
    private readonly choice: number,
    context: DecoderContext,
    private readonly nextPart: () => number,
  ) {
    this.#tools = new ToolCallsDecoder(choice, context, nextPart);
    this.#annotations = new AnnotationsDecoder(choice);
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** The delta comes first, whatever else the chunk says: Mistral and vLLM put content beside the finish reason. */
  decode(choice: JsonObject, events: CanonicalEvent[]): void {
    const { delta, logprobs, finish_reason: finishReason } = choice;
    const scores = isJsonObject(logprobs) ? logprobs : {};
    if (isJsonObject(delta)) this.#decodeDelta(delta, scores, events);
    if (typeof finishReason === 'string' && finishReason !== '') this.#finish(finishReason, choice, events);
  }

  /** The stream said its end; an answer that never got a reason (an empty one counts as none) ended by itself. */
  close(events: CanonicalEvent[]): void {
    if (!this.#finished) this.#finish('', {}, events);
  }

  #decodeDelta(delta: JsonObject, scores: JsonObject, events: CanonicalEvent[]): void {
    let rest: [string, JsonValue][] | undefined;
    // Thought before spoken, whatever the order of keys.
    this.#decodeReasoning(delta, events);
    for (const key in delta) {
      const value = delta[key];
      if (value === undefined || value === null) continue;
      switch (key) {
        case 'role':
        case 'reasoning_content':
        case 'reasoning':
        case 'reasoning_details':
        // After the text they stand in.
        case 'annotations':
        case 'images':
        // Paddings of Mistral, Groq and Together.
        case 'index':
        case 'channel':
        case 'token_id':
          break;
        case 'content':
          this.#content(value, decodeLogprobs(scores['content']), events);
          break;
        case 'refusal':
          if (value !== '') this.#refused = true;
          this.#text('refusal', value, decodeLogprobs(scores['refusal']), events);
          break;
        case 'tool_calls':
          this.#closeText(events);
          if (Array.isArray(value)) this.#tools.decode(value, events);
          break;
        case 'function_call':
          this.#closeText(events);
          if (isJsonObject(value)) this.#tools.decodeLegacy(value, events);
          break;
        default:
          (rest ??= []).push([key, value]);
      }
    }
    if (Array.isArray(delta['annotations'])) this.#decodeAnnotations(delta['annotations'], events);
    if (Array.isArray(delta['images'])) this.#decodeImages(delta['images'], events);
    if (rest) this.#extension(rest, events);
  }

  /** A server that sends several of the names sends the same text several times. */
  #decodeReasoning(delta: JsonObject, events: CanonicalEvent[]): void {
    const { reasoning_details: listed } = delta;
    const spoken = delta['reasoning_content'] || delta['reasoning'];
    const details = Array.isArray(listed) ? listed.filter(isJsonObject) : NO_DETAILS;
    if (spoken && !details.some((detail) => textOfDetail(detail) !== '')) {
      this.#text('reasoning', spoken, undefined, events);
    }
    for (const detail of details) this.#decodeDetail(detail, events);
  }

  #decodeDetail(detail: JsonObject, events: CanonicalEvent[]): void {
    if (isEncrypted(detail)) {
      this.#closeText(events);
      const place = { choice: this.choice, part: this.nextPart() };
      events.push({ type: 'part-start', ...place, content: { kind: 'reasoning', redacted: true } });
      events.push({ type: 'part-end', ...place, signature: sealDetail(detail) });
      return;
    }
    if (!this.#block.continuesWith(detail)) this.#closeText(events);
    this.#openText('reasoning', events);
    this.#block.add(detail);
    this.#text('reasoning', textOfDetail(detail), undefined, events);
  }

  #decodeAnnotations(annotations: readonly JsonValue[], events: CanonicalEvent[]): void {
    const others = this.#annotations.decode(annotations, events);
    if (others.length > 0) this.#extension([['annotations', others]], events);
  }

  #decodeImages(images: readonly JsonValue[], events: CanonicalEvent[]): void {
    for (const image of images) {
      const picture = decodeImage(image);
      if (picture === undefined) {
        this.#extension([['images', [image]]], events);
        continue;
      }
      this.#closeText(events);
      const { mediaType, data } = picture;
      events.push({ type: 'media', choice: this.choice, part: this.nextPart(), mediaType, data });
    }
  }

  #content(value: JsonValue, logprobs: TokenLogprob[] | undefined, events: CanonicalEvent[]): void {
    if (!Array.isArray(value)) {
      this.#text('text', value, logprobs, events);
      return;
    }
    for (const item of value) {
      if (!isJsonObject(item)) continue;
      if (item['type'] === 'thinking') this.#text('reasoning', thinkingText(item['thinking']), undefined, events);
      else if (item['type'] === 'text') this.#text('text', item['text'] ?? '', logprobs, events);
      else this.#extension([['content', [item]]], events);
    }
  }

  #text(kind: TextKind, text: JsonValue, logprobs: TokenLogprob[] | undefined, events: CanonicalEvent[]): void {
    if (typeof text !== 'string' || (text === '' && !logprobs)) return;
    const part = this.#openText(kind, events);
    if (kind === 'text') this.#annotations.textGrows(text.length);
    events.push(
      logprobs
        ? { type: 'part-delta', choice: this.choice, part, text, logprobs }
        : { type: 'part-delta', choice: this.choice, part, text },
    );
  }

  /** The open part of this kind, after whatever else was open has ended. */
  #openText(kind: TextKind, events: CanonicalEvent[]): number {
    if (this.#open?.kind === kind) return this.#open.part;
    this.#closeText(events);
    const part = this.nextPart();
    this.#open = { kind, part };
    if (kind === 'text') this.#annotations.textBegins(part);
    const content: PartHead = { kind };
    events.push({ type: 'part-start', choice: this.choice, part, content });
    return part;
  }

  #closeText(events: CanonicalEvent[]): void {
    if (!this.#open) return;
    const { kind, part } = this.#open;
    const signature = kind === 'reasoning' ? this.#block.end() : undefined;
    events.push({ type: 'part-end', choice: this.choice, part, ...(signature && { signature }) });
    this.#open = undefined;
  }

  #extension(fields: [string, JsonValue][], events: CanonicalEvent[]): void {
    events.push({
      type: 'extension',
      choice: this.choice,
      extensions: { 'openai-chat': Object.fromEntries(fields) },
    });
  }

  #finish(said: string, choice: JsonObject, events: CanonicalEvent[]): void {
    this.#closeText(events);
    this.#tools.close(events);
    // OpenRouter ends an answer twice, the second time to say the usage.
    if (this.#finished) return;
    this.#finished = true;
    const { index: _, delta: __, message: ___, logprobs: ____, finish_reason: _____, ...rest } = choice;
    events.push({
      type: 'finish',
      choice: this.choice,
      reason: decodeFinishReason(said, { toolCalls: this.#tools.seen, refusal: this.#refused }),
      extensions: extensionsOf('openai-chat', rest),
    });
  }
}

/** Mistral's `thinking`: a list of text items, or plain text. */
function thinkingText(thinking: JsonValue | undefined): string {
  if (typeof thinking === 'string') return thinking;
  if (!Array.isArray(thinking)) return '';
  return thinking.map((item) => (isJsonObject(item) && typeof item['text'] === 'string' ? item['text'] : '')).join('');
}
