import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import { noUsage } from '../../../kernel/token-usage.js';
import type { AnswerFeature } from '../canonical/answer-feature.js';
import type { AnswerEvent, PartHead } from '../canonical/event.js';
import type { Extensions } from '../canonical/extensions.js';
import { packSignature, type Signature } from '../canonical/signature.js';
import type { EncoderContext, InterruptionMode, StreamEncoder } from '../codec.js';
import { carried, ownBlocks } from './answer-blocks.js';
import { encodeCitation } from './citations.js';
import { renderInterruption } from './errors.js';
import { type PartEvent, PartQueue } from './part.queue.js';
import { encodeStopReason } from './stop-reason.js';
import { deltaFrame, frame } from './stream.frames.js';
import { writeUsage } from './usage.js';

/** Writes the events of a /v1/messages stream. This dialect has one answer: further choices are passed over. */
export class MessagesStreamEncoder implements StreamEncoder {
  readonly dropped = new Set<AnswerFeature>();
  readonly #queue: PartQueue;
  readonly #heads = new Map<number, PartHead>();
  #blocks = 0;
  /** A text that has ended; its block stays open for citations until something else is to be written. */
  #endedText: number | null = null;
  #finish: { readonly reason: string; readonly sequence: string | null; readonly own?: JsonObject } | null = null;
  #usage: JsonObject | null = null;

  constructor(private readonly context: EncoderContext) {
    this.#queue = new PartQueue(context.model);
  }

  encode(event: AnswerEvent): string {
    switch (event.type) {
      case 'start':
        return this.#start(event.id, event.extensions);
      case 'part-start':
      case 'part-delta':
      case 'part-end':
      case 'citation': {
        if (event.choice !== 0) return '';
        let text = '';
        for (const due of this.#queue.accept(event)) text += this.#write(due);
        return text;
      }
      case 'extension':
        return event.choice === 0 ? this.#writeOwn(event.extensions) : '';
      case 'media':
        return '';
      case 'finish':
        if (event.choice === 0) {
          this.#finish = {
            reason: encodeStopReason(event.reason),
            sequence: event.reason.sequence ?? null,
            own: event.extensions?.['anthropic-messages'],
          };
        }
        return '';
      case 'usage':
        this.#usage = writeUsage(event.usage, event.raw);
        return '';
      default:
        return event satisfies never;
    }
  }

  /** The last but one event says reason and usage together, so it waits for both. */
  end(): string {
    const { reason = 'end_turn', sequence = null, own = {} } = this.#finish ?? {};
    const delta = { stop_reason: reason, stop_sequence: sequence, ...own };
    const usage = this.#usage ?? writeUsage(noUsage(), undefined);
    return this.#closeText() + frame('message_delta', { delta, usage }) + frame('message_stop', {});
  }

  interrupt(error: GatewayError, mode: InterruptionMode): string {
    return renderInterruption(error, this.context, mode);
  }

  /** What the input cost is known at the end; the SDKs take it from there. */
  #start(id: string | undefined, extensions: Extensions | undefined): string {
    const message = {
      id: id ?? this.context.id,
      type: 'message',
      role: 'assistant',
      model: this.context.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      ...extensions?.['anthropic-messages'],
      usage: writeUsage(noUsage(), undefined),
    };
    return frame('message_start', { message });
  }

  #write(event: PartEvent): string {
    switch (event.type) {
      case 'part-start':
        this.#heads.set(event.part, event.content);
        return this.#closeText() + this.#openBlock(event.content);
      case 'part-delta':
        return this.#delta(event.part, JSON.stringify(event.text));
      case 'part-end':
        return this.#endPart(event.part, event.signature);
      case 'citation': {
        if (!this.#heads.has(event.part) && this.#endedText !== event.part) {
          this.dropped.add(event.citation.kind === 'url' ? 'url-citation' : 'document-citation');
          return '';
        }
        const citation = JSON.stringify(encodeCitation(event.citation));
        return deltaFrame(this.#blocks, `{"type":"citations_delta","citation":${citation}}`);
      }
      default:
        return event satisfies never;
    }
  }

  #openBlock(head: PartHead): string {
    switch (head.kind) {
      case 'text':
      case 'refusal':
        return this.#startBlock({ type: 'text', text: '' });
      case 'reasoning':
        // What is hidden is known at its end.
        return head.redacted ? '' : this.#startBlock({ type: 'thinking', thinking: '', signature: '' });
      case 'tool-call': {
        const { id, name, extensions } = head;
        return this.#startBlock({ type: 'tool_use', id, name, input: {}, ...extensions?.['anthropic-messages'] });
      }
      default:
        return head satisfies never;
    }
  }

  #delta(part: number, json: string): string {
    const head = this.#heads.get(part);
    if (!head) throw new Error(`A delta for part ${part}, which has not started`);
    switch (head.kind) {
      case 'text':
      case 'refusal':
        return deltaFrame(this.#blocks, `{"type":"text_delta","text":${json}}`);
      case 'reasoning':
        return head.redacted ? '' : deltaFrame(this.#blocks, `{"type":"thinking_delta","thinking":${json}}`);
      case 'tool-call':
        return deltaFrame(this.#blocks, `{"type":"input_json_delta","partial_json":${json}}`);
      default:
        return head satisfies never;
    }
  }

  #endPart(part: number, signature: Signature | undefined): string {
    const head = this.#heads.get(part);
    this.#heads.delete(part);
    if (!head) throw new Error(`Part ${part} ends, which has not started`);
    switch (head.kind) {
      case 'text':
      case 'refusal':
        this.#endedText = part;
        return signature ? this.#closeText() + this.#wholeBlocks(carried(signature, undefined)) : '';
      case 'reasoning': {
        const packed = signature ? packSignature(signature, 'anthropic-messages') : '';
        if (head.redacted) {
          return packed === '' ? '' : this.#wholeBlocks([{ type: 'redacted_thinking', data: packed }]);
        }
        const signed =
          packed === ''
            ? ''
            : deltaFrame(this.#blocks, `{"type":"signature_delta","signature":${JSON.stringify(packed)}}`);
        return signed + this.#stopBlock();
      }
      case 'tool-call':
        return this.#stopBlock() + this.#wholeBlocks(carried(signature, head.id));
      default:
        return head satisfies never;
    }
  }

  /** Blocks of Anthropic's own tools; what they ask comes in a delta, what they answer whole. */
  #writeOwn(extensions: Extensions): string {
    const blocks = ownBlocks(extensions).map(({ block }) => block);
    return blocks.length === 0 ? '' : this.#closeText() + this.#wholeBlocks(blocks);
  }

  #wholeBlocks(blocks: readonly JsonObject[]): string {
    let text = '';
    for (const { input, ...block } of blocks) {
      text += this.#startBlock(input === undefined ? block : { ...block, input: {} });
      if (input !== undefined) {
        const json = JSON.stringify(JSON.stringify(input));
        text += deltaFrame(this.#blocks, `{"type":"input_json_delta","partial_json":${json}}`);
      }
      text += this.#stopBlock();
    }
    return text;
  }

  #closeText(): string {
    if (this.#endedText === null) return '';
    this.#endedText = null;
    return this.#stopBlock();
  }

  #startBlock(block: JsonObject): string {
    return frame('content_block_start', { index: this.#blocks, content_block: block });
  }

  #stopBlock(): string {
    const text = frame('content_block_stop', { index: this.#blocks });
    this.#blocks += 1;
    return text;
  }
}
