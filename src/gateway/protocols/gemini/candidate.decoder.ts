import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalEvent, TokenLogprob } from '../canonical/event.js';
import { type Extensions, extensionsOf, mergeExtensions } from '../canonical/extensions.js';
import type { Signature } from '../canonical/signature.js';
import { decodeCitations, TextMeter } from './citations.js';
import { decodeLogprobsResult } from './logprobs.js';
import { PartialArguments } from './partial-arguments.js';
import { decodeFinishReason, finishReasonOf } from './stop-reason.js';

type TextKind = 'text' | 'reasoning';

/** All others are details, which belong to the end of the answer. */
const READ_FIELDS: ReadonlySet<string> = new Set([
  'index',
  'content',
  'finishReason',
  'logprobsResult',
  'citationMetadata',
]);

interface OpenCall {
  readonly part: number;
  readonly args: PartialArguments;
  readonly signature: Signature | undefined;
}

export interface CandidateContext {
  readonly choice: number;
  readonly nextPart: () => number;
  /** An id for a call that has none, unique within the answer. */
  readonly nextCallId: () => string;
  /** The error for what is not the provider's protocol. */
  readonly invalid: (reason: string) => Error;
}

/** One of the parallel answers. It ends only with the stream: some are said to have finished more than once. */
export class CandidateDecoder {
  #open: { readonly kind: TextKind; readonly part: number } | undefined;
  #call: OpenCall | undefined;
  #lastText: number | undefined;
  readonly #text = new TextMeter();
  #toolCalls = false;
  #reason: string | undefined;
  /** What stands beside the content; the newest word counts. */
  readonly #details = new Map<string, JsonValue | undefined>();
  #recitations: Extensions | undefined;

  constructor(private readonly context: CandidateContext) {}

  get finished(): boolean {
    return this.#reason !== undefined;
  }

  decode(candidate: JsonObject, events: CanonicalEvent[]): void {
    const { content, finishReason, logprobsResult, citationMetadata } = candidate;
    const parts = isJsonObject(content) ? content['parts'] : undefined;
    let logprobs = decodeLogprobsResult(logprobsResult);
    for (const part of Array.isArray(parts) ? parts : []) {
      if (isJsonObject(part) && this.#decodePart(part, logprobs, events)) logprobs = undefined;
    }
    this.#reason = finishReasonOf(finishReason) ?? this.#reason;
    for (const key of Object.keys(candidate)) {
      if (!READ_FIELDS.has(key)) this.#details.set(key, candidate[key]);
    }
    // Each chunk names only the sources of its own text.
    if (isJsonObject(citationMetadata)) {
      this.#recitations = mergeExtensions(this.#recitations, { gemini: citationMetadata });
    }
  }

  /** @param fallback why the answer ended where the candidate itself does not say */
  close(fallback: string, events: CanonicalEvent[]): void {
    this.#closeText(events);
    this.#closeCall(events);
    const citationMetadata = this.#recitations?.gemini;
    const details: JsonObject = {
      ...Object.fromEntries(this.#details),
      ...(citationMetadata && { citationMetadata }),
    };
    if (this.#lastText !== undefined) {
      for (const citation of decodeCitations(details, this.#text)) {
        events.push({ type: 'citation', choice: this.context.choice, part: this.#lastText, citation });
      }
    }
    events.push({
      type: 'finish',
      choice: this.context.choice,
      reason: decodeFinishReason(this.#reason ?? fallback, { toolCalls: this.#toolCalls }),
      extensions: extensionsOf('gemini', details),
    });
  }

  /** Whether the part took the scores of the chunk's tokens. */
  #decodePart(part: JsonObject, logprobs: TokenLogprob[] | undefined, events: CanonicalEvent[]): boolean {
    const { text, thought, thoughtSignature, functionCall, inlineData } = part;
    const signature = signatureOf(thoughtSignature);
    if (isJsonObject(functionCall)) {
      this.#decodeCall(functionCall, signature, events);
      return false;
    }
    this.#closeCall(events);
    if (typeof text === 'string') {
      const kind = thought === true ? 'reasoning' : 'text';
      this.#decodeText(kind, text, signature, kind === 'text' ? logprobs : undefined, events);
      return kind === 'text';
    }
    this.#closeText(events);
    const { choice } = this.context;
    // Drafts of a picture are thoughts, which nobody asked to see.
    if (isJsonObject(inlineData) && thought !== true) {
      const { mimeType, data } = inlineData;
      if (typeof mimeType !== 'string' || typeof data !== 'string') throw this.context.invalid('data without a type');
      const media = { type: 'media', choice, part: this.context.nextPart(), mediaType: mimeType, data } as const;
      events.push(signature ? { ...media, signature } : media);
    } else {
      events.push({ type: 'extension', choice, extensions: { gemini: { parts: [part] } } });
    }
    return false;
  }

  /** A signed text is a part of its own: Google asks not to join it with its neighbours. */
  #decodeText(
    kind: TextKind,
    text: string,
    signature: Signature | undefined,
    logprobs: TokenLogprob[] | undefined,
    events: CanonicalEvent[],
  ): void {
    if (text === '' && !signature && !logprobs) return;
    const { choice } = this.context;
    if (this.#open?.kind !== kind || signature) {
      this.#closeText(events);
      this.#open = { kind, part: this.context.nextPart() };
      events.push({ type: 'part-start', choice, part: this.#open.part, content: { kind } });
    }
    const { part } = this.#open;
    if (kind === 'text') {
      this.#lastText = part;
      this.#text.add(text);
    }
    if (text !== '' || logprobs) {
      events.push({ type: 'part-delta', choice, part, text, ...(logprobs && { logprobs }) });
    }
    if (signature) this.#closeText(events, signature);
  }

  /** Calls come whole, or begin with `willContinue` and end with the first piece without it. */
  #decodeCall(call: JsonObject, signature: Signature | undefined, events: CanonicalEvent[]): void {
    const { name, args, partialArgs, willContinue } = call;
    this.#closeText(events);
    if (typeof name === 'string' && name !== '') {
      this.#closeCall(events);
      this.#beginCall(call, name, signature, events);
    }
    if (!this.#call) throw this.context.invalid('a function call came without a name');
    this.#call.args.add(partialArgs);
    if (willContinue === true) return;
    this.#closeCall(events, isJsonObject(args) ? JSON.stringify(args) : undefined);
  }

  #beginCall(call: JsonObject, name: string, signature: Signature | undefined, events: CanonicalEvent[]): void {
    const { id } = call;
    const part = this.context.nextPart();
    this.#toolCalls = true;
    this.#call = { part, args: new PartialArguments(), signature };
    const content = {
      kind: 'tool-call' as const,
      id: typeof id === 'string' && id !== '' ? id : this.context.nextCallId(),
      name,
    };
    events.push({ type: 'part-start', choice: this.context.choice, part, content, ...(signature && { signature }) });
  }

  #closeCall(events: CanonicalEvent[], json = this.#call?.args.toJson()): void {
    if (!this.#call) return;
    const { part, signature } = this.#call;
    const { choice } = this.context;
    this.#call = undefined;
    events.push(
      { type: 'part-delta', choice, part, text: json ?? '{}' },
      { type: 'part-end', choice, part, ...(signature && { signature }) },
    );
  }

  #closeText(events: CanonicalEvent[], signature?: Signature): void {
    if (!this.#open) return;
    const { part } = this.#open;
    this.#open = undefined;
    events.push({ type: 'part-end', choice: this.context.choice, part, ...(signature && { signature }) });
  }
}

function signatureOf(said: JsonValue | undefined): Signature | undefined {
  return typeof said === 'string' && said !== '' ? { issuer: 'gemini', data: said } : undefined;
}
