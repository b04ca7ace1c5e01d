import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { Signature } from '../canonical/signature.js';
import { unpackEncrypted } from './carried-signature.js';
import { type ItemDecoder, OpenPart, type StreamScope, textIn } from './item.decoder.js';

type Told = 'summary' | 'content';

/**
 * A thought: told in sections of a summary (OpenAI), or as it was thought (open models). Where a server sends both, the
 * first one counts: they are the same thought twice. Sections become paragraphs of one part, for one signature is on all
 * of them. An item with nothing but encrypted content is a hidden thought.
 */
export class ReasoningDecoder implements ItemDecoder {
  #part: OpenPart | undefined;
  #told: Told | undefined;
  #section = 0;

  constructor(private readonly scope: StreamScope) {}

  decode(type: string, event: JsonObject, events: CanonicalEvent[]): void {
    switch (type) {
      case 'response.reasoning_summary_text.delta':
        this.#tell('summary', sectionOf(event, 'summary_index'), textIn(event, 'delta'), events);
        break;
      case 'response.reasoning_text.delta':
        this.#tell('content', sectionOf(event, 'content_index'), textIn(event, 'delta'), events);
        break;
      default:
    }
  }

  done(item: JsonObject, events: CanonicalEvent[]): void {
    if (!this.#part) {
      const told: Told = sections(item['summary']).length > 0 ? 'summary' : 'content';
      for (const [index, text] of sections(item[told]).entries()) this.#tell(told, index, text, events);
    }
    const encrypted = textIn(item, 'encrypted_content');
    const signature =
      encrypted === '' ? undefined : unpackEncrypted(encrypted, textIn(item, 'id') || undefined).signature;
    if (signature && !this.#part) {
      this.#part = new OpenPart(this.scope, { kind: 'reasoning', redacted: true }, events);
    }
    this.#end(events, signature);
  }

  close(events: CanonicalEvent[]): void {
    this.#end(events);
  }

  #tell(told: Told, section: number, text: string, events: CanonicalEvent[]): void {
    if (text === '' || (this.#told ?? told) !== told) return;
    this.#told = told;
    if (!this.#part) {
      const extensions = told === 'summary' ? { 'openai-responses': { summary: true } } : undefined;
      this.#part = new OpenPart(this.scope, { kind: 'reasoning', ...(extensions && { extensions }) }, events);
    } else if (section !== this.#section) {
      this.#part.grow('\n\n', events);
    }
    this.#section = section;
    this.#part.grow(text, events);
  }

  #end(events: CanonicalEvent[], signature?: Signature): void {
    this.#part?.end(events, signature);
  }
}

function sectionOf(event: JsonObject, key: string): number {
  const index = event[key];
  return typeof index === 'number' ? index : 0;
}

function sections(list: JsonValue | undefined): string[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isJsonObject).map((section) => textIn(section, 'text'));
}
