import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent } from '../canonical/event.js';
import type { Signature } from '../canonical/signature.js';
import type { DecoderContext } from '../codec.js';
import { seal } from './native-signature.js';

interface OpenCall {
  readonly part: number;
  id: string;
  name: string;
  /** Arguments that came before the name. */
  pending: string;
  started: boolean;
  readonly custom?: boolean;
  signature?: Signature;
}

interface Fragment {
  readonly id: string;
  readonly name: string;
  readonly text: string;
  readonly custom?: boolean;
  readonly signature?: Signature;
}

/**
 * Tool calls that arrive in fragments. The index is the identity, wherever it starts; a name or id once given is never
 * overwritten by the empty ones that some servers repeat.
 */
export class ToolCallsDecoder {
  readonly #calls = new Map<number, OpenCall>();
  #count = 0;
  #last = 0;

  constructor(
    private readonly choice: number,
    private readonly context: DecoderContext,
    private readonly nextPart: () => number,
  ) {}

  get seen(): boolean {
    return this.#count > 0;
  }

  decode(fragments: readonly JsonValue[], events: CanonicalEvent[]): void {
    for (const [position, fragment] of fragments.entries()) {
      if (isJsonObject(fragment)) this.#accept(this.#indexOf(fragment, position), readFragment(fragment), events);
    }
  }

  /** `function_call`, the only call an answer could hold before tools. */
  decodeLegacy(call: JsonObject, events: CanonicalEvent[]): void {
    this.#accept(-1, readFragment({ function: call }), events);
  }

  close(events: CanonicalEvent[]): void {
    for (const call of this.#calls.values()) {
      if (!call.started) {
        throw new GatewayError('provider_invalid_response', {
          provider: this.context.provider,
          reason: 'a tool call came without a name',
        });
      }
      this.#end(call, events);
    }
    this.#calls.clear();
  }

  /** Whole messages and careless servers leave the index out: an id or a name begins a call, anything else goes on. */
  #indexOf(fragment: JsonObject, position: number): number {
    if (typeof fragment['index'] === 'number') return fragment['index'];
    if (fragment['id'] || position > 0) this.#last += 1;
    return this.#last + 1_000_000;
  }

  #accept(index: number, fragment: Fragment, events: CanonicalEvent[]): void {
    let call = this.#calls.get(index);
    // Another id and name under a known index is another call: Gemini's compatible endpoint numbers all calls 0.
    if (call?.started && fragment.id !== '' && fragment.name !== '' && fragment.id !== call.id) {
      this.#end(call, events);
      call = undefined;
    }
    if (!call) {
      call = {
        part: this.nextPart(),
        id: fragment.id,
        name: '',
        pending: '',
        started: false,
        custom: fragment.custom,
      };
      this.#calls.set(index, call);
      this.#count += 1;
      if (call.id === '') call.id = `call_${this.context.answerId}_${this.#count}`;
    }
    call.signature = fragment.signature ?? call.signature;
    if (call.started) {
      if (fragment.text !== '') this.#delta(call, fragment.text, events);
      return;
    }
    call.name = fragment.name;
    call.pending += fragment.text;
    if (call.name === '') return;
    this.#start(call, events);
  }

  #end({ part, signature }: OpenCall, events: CanonicalEvent[]): void {
    events.push({ type: 'part-end', choice: this.choice, part, ...(signature && { signature }) });
  }

  #start(call: OpenCall, events: CanonicalEvent[]): void {
    const { id, name, part, custom } = call;
    call.started = true;
    events.push({
      type: 'part-start',
      choice: this.choice,
      part,
      content: { kind: 'tool-call', id, name, ...(custom && { custom }) },
    });
    if (call.pending !== '') this.#delta(call, call.pending, events);
  }

  #delta(call: OpenCall, text: string, events: CanonicalEvent[]): void {
    events.push({ type: 'part-delta', choice: this.choice, part: call.part, text });
  }
}

/** `{id, function: {name, arguments}}`, or `{id, type: "custom", custom: {name, input}}` with free text as input. */
function readFragment(fragment: JsonObject): Fragment {
  const { id, function: called, custom, extra_content: extra } = fragment;
  const isCustom = isJsonObject(custom);
  const fields = isCustom ? custom : isJsonObject(called) ? called : {};
  const input = isCustom ? fields['input'] : fields['arguments'];
  const { name } = fields;
  return {
    id: typeof id === 'string' ? id : '',
    name: typeof name === 'string' ? name : '',
    // Some servers send the arguments as an object instead of JSON text.
    text: typeof input === 'string' ? input : isJsonObject(input) ? JSON.stringify(input) : '',
    ...(isJsonObject(extra) && { signature: seal(extra) }),
    ...(isCustom && { custom: true }),
  };
}
