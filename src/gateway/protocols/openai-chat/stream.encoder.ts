import type { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent, PartHead, TokenLogprob } from '../canonical/event.js';
import type { AnswerIdentity, EncoderContext, InterruptionMode, StreamEncoder } from '../codec.js';
import { DONE, renderInterruption } from './errors.js';
import { encodeLogprobs } from '../canonical/token-logprobs.js';
import { encodeFinishReason } from './stop-reason.js';
import { writeChatUsage } from './usage.js';

interface OpenPart {
  readonly head: PartHead;
  /** Place of a tool call among the calls of its choice. */
  readonly tool: number;
}

/** Writes `chat.completion.chunk`s. A chunk differs from its neighbours only in the choice, so the frame is prebuilt. */
export class ChatStreamEncoder implements StreamEncoder {
  readonly #parts = new Map<number, OpenPart>();
  readonly #toolCounts = new Map<number, number>();
  /** Choices that have begun, and whether they have finished. */
  readonly #choices = new Map<number, boolean>();
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
        return this.#begin(event.choice) + this.#startPart(event.choice, event.part, event.content);
      case 'part-delta':
        return this.#delta(event.choice, event.part, event.text, event.logprobs);
      case 'part-end':
      case 'citation':
      case 'media':
        return '';
      case 'extension': {
        const own = event.extensions['openai-chat'];
        return own ? this.#begin(event.choice) + this.#chunk(event.choice, JSON.stringify(own)) : '';
      }
      case 'finish': {
        const begun = this.#begin(event.choice);
        this.#choices.set(event.choice, true);
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
    const open = [...this.#choices].filter(([, finished]) => !finished).map(([choice]) => choice);
    return renderInterruption(error, this.#identity, mode, open.length > 0 ? open : [0]);
  }

  /** The first chunk of a choice names the role; SDKs build the message on it. */
  #begin(choice: number): string {
    if (this.#choices.has(choice)) return '';
    this.#choices.set(choice, false);
    return this.#chunk(choice, '{"role":"assistant","content":"","refusal":null}');
  }

  #startPart(choice: number, part: number, head: PartHead): string {
    if (head.kind !== 'tool-call') {
      this.#parts.set(part, { head, tool: -1 });
      return '';
    }
    // One counter per choice, whatever other parts stand between (BerriAI/litellm#5231).
    const tool = this.#toolCounts.get(choice) ?? 0;
    this.#toolCounts.set(choice, tool + 1);
    this.#parts.set(part, { head, tool });
    const { id, name } = head;
    if (this.#legacyFunctions) return this.#chunk(choice, JSON.stringify({ function_call: { name, arguments: '' } }));
    const call = isCustom(head)
      ? { index: tool, id, type: 'custom', custom: { name, input: '' } }
      : { index: tool, id, type: 'function', function: { name, arguments: '' } };
    return this.#chunk(choice, JSON.stringify({ tool_calls: [call] }));
  }

  #delta(choice: number, part: number, text: string, logprobs?: readonly TokenLogprob[]): string {
    const open = this.#parts.get(part);
    if (!open) throw new Error(`A delta for part ${part}, which has not started`);
    const json = JSON.stringify(text);
    switch (open.head.kind) {
      case 'text':
        return this.#chunk(
          choice,
          `{"content":${json}}`,
          logprobs && { content: encodeLogprobs(logprobs), refusal: null },
        );
      case 'reasoning':
        return this.#chunk(choice, `{"reasoning_content":${json}}`);
      case 'refusal':
        return this.#chunk(
          choice,
          `{"refusal":${json}}`,
          logprobs && { content: null, refusal: encodeLogprobs(logprobs) },
        );
      case 'tool-call': {
        if (this.#legacyFunctions) return this.#chunk(choice, `{"function_call":{"arguments":${json}}}`);
        const fields = isCustom(open.head) ? `"custom":{"input":${json}}` : `"function":{"arguments":${json}}`;
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

function isCustom(head: PartHead): boolean {
  return head.extensions?.['openai-chat']?.['type'] === 'custom';
}
