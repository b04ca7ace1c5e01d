import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import { decodeLogprobs } from '../canonical/token-logprobs.js';
import { annotationsOf, decodeAnnotation } from './annotations.js';
import { type ItemDecoder, OpenPart, type StreamScope, textIn } from './item.decoder.js';

interface Content {
  readonly part: OpenPart;
  /** Annotations that have come as events; the whole item repeats them. */
  annotations: number;
}

/** A message: texts and refusals, by their place in its content. */
export class MessageDecoder implements ItemDecoder {
  readonly #contents = new Map<number, Content>();

  constructor(private readonly scope: StreamScope) {}

  decode(type: string, event: JsonObject, events: CanonicalEvent[]): void {
    const index = typeof event['content_index'] === 'number' ? event['content_index'] : 0;
    switch (type) {
      case 'response.output_text.delta':
        this.#content(index, 'text', events).part.grow(
          textIn(event, 'delta'),
          events,
          decodeLogprobs(event['logprobs']),
        );
        break;
      case 'response.output_text.annotation.added':
        if (isJsonObject(event['annotation'])) this.#annotate(index, event['annotation'], events);
        break;
      case 'response.refusal.delta':
        this.#content(index, 'refusal', events).part.grow(textIn(event, 'delta'), events);
        break;
      case 'response.output_text.done':
        this.#whole(index, { type: 'output_text', text: event['text'], logprobs: event['logprobs'] }, events);
        break;
      case 'response.refusal.done':
        this.#whole(index, { type: 'refusal', refusal: event['refusal'] }, events);
        break;
      default:
    }
  }

  done(item: JsonObject, events: CanonicalEvent[]): void {
    const contents = Array.isArray(item['content']) ? item['content'] : [];
    for (const [index, content] of contents.entries()) {
      if (!isJsonObject(content)) continue;
      this.#whole(index, content, events);
      const told = this.#contents.get(index)?.annotations ?? 0;
      for (const annotation of annotationsOf(content).slice(told)) this.#annotate(index, annotation, events);
    }
    this.close(events);
  }

  close(events: CanonicalEvent[]): void {
    for (const { part } of this.#contents.values()) part.end(events);
  }

  /** A part as it is when whole; its text only where no delta brought it. */
  #whole(index: number, content: JsonObject, events: CanonicalEvent[]): void {
    const isRefusal = content['type'] === 'refusal';
    if (!isRefusal && content['type'] !== 'output_text') return;
    const { part } = this.#content(index, isRefusal ? 'refusal' : 'text', events);
    if (!part.hasText) {
      const text = textIn(content, isRefusal ? 'refusal' : 'text');
      part.grow(text, events, isRefusal ? undefined : decodeLogprobs(content['logprobs']));
    }
    part.end(events);
  }

  #annotate(index: number, annotation: JsonObject, events: CanonicalEvent[]): void {
    const content = this.#content(index, 'text', events);
    content.annotations += 1;
    const citation = decodeAnnotation(annotation);
    const { part } = content.part;
    events.push(
      citation
        ? { type: 'citation', choice: 0, part, citation }
        : { type: 'extension', choice: 0, extensions: { 'openai-responses': { annotations: [annotation] } } },
    );
  }

  #content(index: number, kind: 'text' | 'refusal', events: CanonicalEvent[]): Content {
    let content = this.#contents.get(index);
    if (!content) {
      if (kind === 'refusal') this.scope.seen.refusal = true;
      content = { part: new OpenPart(this.scope, { kind }, events), annotations: 0 };
      this.#contents.set(index, content);
    }
    return content;
  }
}
