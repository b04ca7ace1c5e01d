import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { Citation } from '../canonical/citation.js';
import type { AnswerEvent, PartHead, TokenLogprob } from '../canonical/event.js';
import type { AnswerIdentity, EncoderContext, InterruptionMode, StreamEncoder } from '../codec.js';
import { DONE, renderInterruption } from './errors.js';
import type { Signature } from '../canonical/signature.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import { encodeAnnotation } from './annotations.js';
import { encodeExtraContent } from './extra-content.js';
import { encodeImage, isImage } from './images.js';
import { encodeDetail, signedKind } from './reasoning-details.encode.js';
import { encodeFinishReason } from './stop-reason.js';
import { writeChatUsage } from './usage.js';

interface OpenPart {
  readonly head: PartHead;
  /** Place of a tool call among the calls of its choice. */
  readonly tool: number;
  /** Where it begins in the text that the client joins, and how long it is so far. */
  readonly start: number;
  length: number;
  /** Its signature has been sent already. */
  readonly signed: boolean;
  ended: boolean;
  /** Citations of the whole part, which wait for its end. */
  waiting?: UrlCitation[];
}

/** A choice that has begun. */
interface OpenChoice {
  finished: boolean;
  tools: number;
  images: number;
  details: number;
  /** Characters sent so far, by the field in which the client joins them. */
  readonly sent: { content: number; reasoning_content: number };
}

type PartStart = Extract<AnswerEvent, { readonly type: 'part-start' }>;
type UrlCitation = Extract<Citation, { readonly kind: 'url' }>;

/** Writes `chat.completion.chunk`s. A chunk differs from its neighbours only in the choice, so the frame is prebuilt. */
export class ChatStreamEncoder implements StreamEncoder {
  readonly #parts = new Map<number, OpenPart>();
  readonly #choices = new Map<number, OpenChoice>();
  readonly #legacyFunctions: boolean;
  #identity: AnswerIdentity;
  #head: string;
  #tail: string;

  constructor(private readonly context: EncoderContext) {
    this.#legacyFunctions = context.request?.extensions?.['openai-chat']?.['functions'] === true;
    this.#identity = context;
    this.#head = this.#buildHead({});
    // With include_usage every chunk says `usage: null` but the last one, which says the usage and no choices.
    this.#tail = context.includeUsage ? '],"usage":null}\n\n' : ']}\n\n';
  }

  encode(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        this.#identity = {
          id: event.id ?? this.context.id,
          created: event.created ?? this.context.created,
          model: this.context.model,
        };
        this.#head = this.#buildHead(event.extensions?.['openai-chat'] ?? {});
        return this.#begin(0);
      case 'part-start':
        return this.#begin(event.choice) + this.#startPart(event);
      case 'part-delta':
        return this.#delta(event.choice, event.part, event.text, event.logprobs);
      case 'part-end':
        return this.#endPart(event.choice, this.#part(event.part), event.signature);
      case 'citation':
        return this.#cite(event.choice, this.#part(event.part), event.citation);
      case 'media':
        return isImage(event) ? this.#begin(event.choice) + this.#image(event.choice, event) : '';
      case 'extension': {
        const own = event.extensions['openai-chat'];
        return own ? this.#begin(event.choice) + this.#chunk(event.choice, JSON.stringify(own)) : '';
      }
      case 'finish': {
        const begun = this.#begin(event.choice);
        this.#choice(event.choice).finished = true;
        const reason = encodeFinishReason(event.reason.unified, { legacyFunctions: this.#legacyFunctions });
        const own = event.extensions?.['openai-chat'];
        return begun + this.#chunk(event.choice, '{}', undefined, reason, own);
      }
      case 'usage':
        return this.context.includeUsage
          ? `${this.#head}],"usage":${JSON.stringify(writeChatUsage(event.usage))}}\n\n`
          : '';
      default:
        return event satisfies never;
    }
  }

  end(): string {
    return DONE;
  }

  interrupt(error: GatewayError, mode: InterruptionMode): string {
    const open = [...this.#choices].filter(([, { finished }]) => !finished).map(([choice]) => choice);
    return renderInterruption(error, this.#identity, mode, open.length > 0 ? open : [0]);
  }

  /** The first chunk of a choice names the role; SDKs build the message on it. */
  #begin(choice: number): string {
    if (this.#choices.has(choice)) return '';
    const sent = { content: 0, reasoning_content: 0 };
    this.#choices.set(choice, { finished: false, tools: 0, images: 0, details: 0, sent });
    return this.#chunk(choice, '{"role":"assistant","content":"","refusal":null}');
  }

  #startPart({ choice, part, content: head, signature }: PartStart): string {
    const open = this.#choice(choice);
    if (head.kind !== 'tool-call') {
      const start = head.kind === 'reasoning' ? open.sent.reasoning_content : open.sent.content;
      this.#parts.set(part, { head, tool: -1, start, length: 0, signed: false, ended: false });
      return '';
    }
    // One counter per choice, whatever other parts stand between (BerriAI/litellm#5231).
    const tool = open.tools++;
    this.#parts.set(part, { head, tool, start: 0, length: 0, signed: signature !== undefined, ended: false });
    const { id, name } = head;
    // Of later pieces most loops over chunks read nothing but the arguments.
    const signed = signature && { extra_content: encodeExtraContent(signature) };
    if (this.#legacyFunctions) {
      return this.#chunk(choice, JSON.stringify({ function_call: { name, arguments: '', ...signed } }));
    }
    const call = head.custom
      ? { index: tool, id, type: 'custom', custom: { name, input: '' }, ...signed }
      : { index: tool, id, type: 'function', function: { name, arguments: '' }, ...signed };
    return this.#chunk(choice, JSON.stringify({ tool_calls: [call] }));
  }

  #endPart(choice: number, part: OpenPart, signature: Signature | undefined): string {
    part.ended = true;
    const cited = (part.waiting ?? []).map((citation) => this.#annotation(choice, part, citation)).join('');
    part.waiting = undefined;
    return signature === undefined || part.signed ? cited : cited + this.#sign(choice, part, signature);
  }

  #sign(choice: number, { head, tool, start, length }: OpenPart, signature: Signature): string {
    if (head.kind === 'tool-call') {
      const content = { extra_content: encodeExtraContent(signature) };
      if (this.#legacyFunctions) return this.#chunk(choice, JSON.stringify({ function_call: content }));
      // Some SDKs insist on arguments in every piece of a call; none of them minds empty ones.
      const fields = head.custom ? { custom: { input: '' } } : { function: { arguments: '' } };
      return this.#chunk(choice, JSON.stringify({ tool_calls: [{ index: tool, ...fields, ...content }] }));
    }
    const kind = signedKind(head);
    if (kind === undefined) return '';
    const index = this.#choice(choice).details++;
    const detail = encodeDetail({ kind, signature, index, span: { start, end: start + length } });
    return this.#chunk(choice, JSON.stringify({ reasoning_details: [detail] }));
  }

  /** A citation without a place means its whole part, whose end may not be known yet. */
  #cite(choice: number, part: OpenPart, citation: Citation): string {
    if (citation.kind !== 'url') return '';
    if (part.ended || citation.end !== undefined) return this.#annotation(choice, part, citation);
    (part.waiting ??= []).push(citation);
    return '';
  }

  #annotation(choice: number, { start, length }: OpenPart, citation: UrlCitation): string {
    const annotation = encodeAnnotation(citation, { start, end: start + length });
    return this.#chunk(choice, JSON.stringify({ annotations: [annotation] }));
  }

  #image(choice: number, image: { readonly mediaType: string; readonly data: string }): string {
    return this.#chunk(choice, JSON.stringify({ images: [encodeImage(image, this.#choice(choice).images++)] }));
  }

  #part(part: number): OpenPart {
    const open = this.#parts.get(part);
    if (!open) throw new Error(`Part ${part} has not started`);
    return open;
  }

  #choice(choice: number): OpenChoice {
    const open = this.#choices.get(choice);
    if (!open) throw new Error(`Choice ${choice} has not begun`);
    return open;
  }

  #delta(choice: number, part: number, text: string, logprobs?: readonly TokenLogprob[]): string {
    const open = this.#part(part);
    open.length += text.length;
    const json = JSON.stringify(text);
    switch (open.head.kind) {
      case 'text':
        this.#choice(choice).sent.content += text.length;
        return this.#chunk(
          choice,
          `{"content":${json}}`,
          logprobs && { content: encodeLogprobs(logprobs), refusal: null },
        );
      case 'reasoning':
        this.#choice(choice).sent.reasoning_content += text.length;
        return this.#chunk(choice, `{"reasoning_content":${json}}`);
      case 'refusal':
        return this.#chunk(
          choice,
          `{"refusal":${json}}`,
          logprobs && { content: null, refusal: encodeLogprobs(logprobs) },
        );
      case 'tool-call': {
        if (this.#legacyFunctions) return this.#chunk(choice, `{"function_call":{"arguments":${json}}}`);
        const fields = open.head.custom ? `"custom":{"input":${json}}` : `"function":{"arguments":${json}}`;
        return this.#chunk(choice, `{"tool_calls":[{"index":${open.tool},${fields}}]}`);
      }
      default:
        return open.head satisfies never;
    }
  }

  #chunk(choice: number, delta: string, logprobs?: JsonObject, finishReason?: string, own?: JsonObject): string {
    const scores = logprobs ? JSON.stringify(logprobs) : 'null';
    const reason = finishReason === undefined ? 'null' : `"${finishReason}"`;
    const extra = own ? `,${JSON.stringify(own).slice(1, -1)}` : '';
    return `${this.#head}{"index":${choice},"delta":${delta},"logprobs":${scores},"finish_reason":${reason}${extra}}${this.#tail}`;
  }

  #buildHead(own: JsonObject): string {
    const { id, created, model } = this.#identity;
    const head = JSON.stringify({ id, object: 'chat.completion.chunk', created, model, ...own });
    return `data: ${head.slice(0, -1)},"choices":[`;
  }
}
