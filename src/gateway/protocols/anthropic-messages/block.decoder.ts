import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent, PartHead } from '../canonical/event.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { DecoderContext } from '../codec.js';
import { decodeCitation } from './citations.js';

/** One content block from its start to its stop. */
export interface BlockDecoder {
  delta(delta: JsonObject, events: CanonicalEvent[]): void;
  stop(events: CanonicalEvent[]): void;
}

/** Where a block's events belong. */
export interface BlockPlace {
  readonly context: DecoderContext;
  /** The number of its part; blocks of Anthropic's own tools are none. */
  readonly nextPart: () => number;
  /** How many parts have begun before it. */
  readonly partsBefore: number;
}

/** Opens a block. It may hold its content already: whole answers, and blocks that come without deltas. */
export function openBlock(block: JsonObject, place: BlockPlace, events: CanonicalEvent[]): BlockDecoder {
  switch (block['type']) {
    case 'text':
      return new TextBlock(block, place.nextPart(), events);
    case 'thinking':
      return new ThinkingBlock(block, place.nextPart(), events);
    case 'redacted_thinking':
      return new RedactedBlock(block, place.nextPart(), events);
    case 'tool_use':
      return new ToolUseBlock(block, place, events);
    default:
      return new OwnBlock(block, place.partsBefore);
  }
}

class TextBlock implements BlockDecoder {
  constructor(
    block: JsonObject,
    private readonly part: number,
    events: CanonicalEvent[],
  ) {
    events.push({ type: 'part-start', choice: 0, part, content: { kind: 'text' } });
    this.delta(block, events);
    const { citations } = block;
    if (Array.isArray(citations)) for (const citation of citations) this.#cite(citation, events);
  }

  delta({ text, citation }: JsonObject, events: CanonicalEvent[]): void {
    pushText(this.part, text, events);
    if (citation !== undefined) this.#cite(citation, events);
  }

  stop(events: CanonicalEvent[]): void {
    events.push({ type: 'part-end', choice: 0, part: this.part });
  }

  #cite(said: JsonValue, events: CanonicalEvent[]): void {
    const citation = decodeCitation(said);
    if (citation) events.push({ type: 'citation', choice: 0, part: this.part, citation });
    else events.push({ type: 'extension', choice: 0, extensions: { 'anthropic-messages': { citations: [said] } } });
  }
}

class ThinkingBlock implements BlockDecoder {
  #signature = '';

  constructor(
    block: JsonObject,
    private readonly part: number,
    events: CanonicalEvent[],
  ) {
    events.push({ type: 'part-start', choice: 0, part, content: { kind: 'reasoning' } });
    this.delta(block, events);
  }

  delta({ thinking, signature }: JsonObject, events: CanonicalEvent[]): void {
    pushText(this.part, thinking, events);
    if (typeof signature === 'string') this.#signature += signature;
  }

  stop(events: CanonicalEvent[]): void {
    events.push(partEnd(this.part, this.#signature));
  }
}

class RedactedBlock implements BlockDecoder {
  readonly #data: string;

  constructor(
    { data }: JsonObject,
    private readonly part: number,
    events: CanonicalEvent[],
  ) {
    this.#data = typeof data === 'string' ? data : '';
    events.push({ type: 'part-start', choice: 0, part, content: { kind: 'reasoning', redacted: true } });
  }

  delta(): void {
    // It came whole.
  }

  stop(events: CanonicalEvent[]): void {
    events.push(partEnd(this.part, this.#data));
  }
}

class ToolUseBlock implements BlockDecoder {
  readonly #part: number;
  readonly #input: JsonValue | undefined;
  #saidInput = false;

  constructor(block: JsonObject, { context, nextPart }: BlockPlace, events: CanonicalEvent[]) {
    const { type: _, id, name, input, ...rest } = block;
    this.#part = nextPart();
    this.#input = input;
    const extensions = extensionsOf('anthropic-messages', rest);
    const head: PartHead = {
      kind: 'tool-call',
      id: typeof id === 'string' && id !== '' ? id : `toolu_${context.answerId}_${this.#part}`,
      name: typeof name === 'string' ? name : '',
      ...(extensions && { extensions }),
    };
    events.push({ type: 'part-start', choice: 0, part: this.#part, content: head });
  }

  delta({ partial_json: piece }: JsonObject, events: CanonicalEvent[]): void {
    if (typeof piece !== 'string' || piece === '') return;
    this.#saidInput = true;
    events.push({ type: 'part-delta', choice: 0, part: this.#part, text: piece });
  }

  /** A call without arguments ends with the empty text; so that its arguments are JSON to everyone, they become `{}`. */
  stop(events: CanonicalEvent[]): void {
    if (!this.#saidInput) pushText(this.#part, JSON.stringify(this.#input ?? {}), events);
    events.push({ type: 'part-end', choice: 0, part: this.#part });
  }
}

/** What Anthropic's own tools ask and answer: no part of any other dialect, restored whole by this one. */
class OwnBlock implements BlockDecoder {
  #block: JsonObject;
  #json = '';

  constructor(
    block: JsonObject,
    private readonly at: number,
  ) {
    this.#block = block;
  }

  delta(delta: JsonObject): void {
    for (const [key, value] of Object.entries(delta)) {
      if (key === 'type') continue;
      if (key === 'partial_json') {
        this.#json += typeof value === 'string' ? value : '';
        continue;
      }
      const earlier = this.#block[key];
      const grown = typeof earlier === 'string' && typeof value === 'string' ? earlier + value : value;
      this.#block = { ...this.#block, [key]: grown };
    }
  }

  stop(events: CanonicalEvent[]): void {
    const input = parseInput(this.#json);
    const block = input === undefined ? this.#block : { ...this.#block, input };
    events.push({
      type: 'extension',
      choice: 0,
      extensions: { 'anthropic-messages': { blocks: [{ at: this.at, block }] } },
    });
  }
}

function pushText(part: number, text: JsonValue | undefined, events: CanonicalEvent[]): void {
  if (typeof text === 'string' && text !== '') events.push({ type: 'part-delta', choice: 0, part, text });
}

function partEnd(part: number, data: string): CanonicalEvent {
  const end = { type: 'part-end', choice: 0, part } as const;
  return data === '' ? end : { ...end, signature: { issuer: 'anthropic-messages', data } };
}

/** `undefined` for none, or for one that a token limit cut in half. */
function parseInput(json: string): JsonObject | undefined {
  if (json === '') return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
