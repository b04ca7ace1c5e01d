import type { TokenUsage } from '../../../kernel/token-usage.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { Citation } from './citation.js';
import type { AnswerEvent, PartHead, StopReason, TokenLogprob } from './event.js';
import { type Extensions, mergeExtensions } from './extensions.js';
import type { Signature } from './signature.js';

/** A part with all its text. */
export interface AnswerPart {
  readonly head: PartHead;
  readonly text: string;
  readonly logprobs?: readonly TokenLogprob[];
  readonly signature?: Signature;
  readonly citations?: readonly Citation[];
  readonly extensions?: Extensions;
}

/** A picture or sound; `data` is base64. */
export interface AnswerMedia {
  /** The place among the parts. */
  readonly part: number;
  readonly mediaType: string;
  readonly data: string;
  readonly signature?: Signature;
}

export interface AnswerChoice {
  readonly choice: number;
  /** In the order of their beginning. */
  readonly parts: readonly AnswerPart[];
  readonly media: readonly AnswerMedia[];
  readonly reason: StopReason;
  /** What came beside the parts. */
  readonly extensions?: Extensions;
  /** What came with the reason. */
  readonly finishExtensions?: Extensions;
}

/** A whole answer: what a stream's events come to. */
export interface Answer {
  readonly id?: string;
  readonly model?: string;
  readonly created?: number;
  readonly extensions?: Extensions;
  /** In order of their number. */
  readonly choices: readonly AnswerChoice[];
  readonly usage?: TokenUsage;
  readonly rawUsage?: JsonObject;
}

interface OpenPart {
  head: PartHead;
  text: string[];
  logprobs?: TokenLogprob[];
  signature?: Signature;
  citations?: Citation[];
  extensions?: Extensions;
}

interface OpenChoice {
  choice: number;
  parts: Map<number, OpenPart>;
  media: AnswerMedia[];
  reason: StopReason;
  extensions?: Extensions;
  finishExtensions?: Extensions;
}

const UNSAID: StopReason = { unified: 'stop', raw: null };

export function collectAnswer(events: readonly AnswerEvent[]): Answer {
  const choices = new Map<number, OpenChoice>();
  const choiceOf = (choice: number): OpenChoice => {
    const known = choices.get(choice);
    if (known) return known;
    const opened: OpenChoice = { choice, parts: new Map(), media: [], reason: UNSAID };
    choices.set(choice, opened);
    return opened;
  };
  const head: { -readonly [Key in 'id' | 'model' | 'created' | 'extensions' | 'usage' | 'rawUsage']?: Answer[Key] } =
    {};

  for (const event of events) {
    switch (event.type) {
      case 'start':
        Object.assign(head, { id: event.id, model: event.model, created: event.created, extensions: event.extensions });
        break;
      case 'part-start':
        choiceOf(event.choice).parts.set(event.part, {
          head: event.content,
          text: [],
          extensions: event.content.extensions,
        });
        break;
      case 'part-delta':
      case 'part-end': {
        const part = startedPart(choiceOf(event.choice), event);
        part.extensions = mergeExtensions(part.extensions, event.extensions);
        if (event.type === 'part-delta') {
          part.text.push(event.text);
          if (event.logprobs) (part.logprobs ??= []).push(...event.logprobs);
        } else {
          part.signature = event.signature;
        }
        break;
      }
      case 'citation':
        (startedPart(choiceOf(event.choice), event).citations ??= []).push(event.citation);
        break;
      case 'media': {
        const { part, mediaType, data, signature } = event;
        choiceOf(event.choice).media.push({ part, mediaType, data, ...(signature && { signature }) });
        break;
      }
      case 'extension': {
        const choice = choiceOf(event.choice);
        choice.extensions = mergeExtensions(choice.extensions, event.extensions);
        break;
      }
      case 'finish': {
        const choice = choiceOf(event.choice);
        choice.reason = event.reason;
        choice.finishExtensions = event.extensions;
        break;
      }
      case 'usage':
        head.usage = event.usage;
        head.rawUsage = event.raw;
        break;
      default:
        event satisfies never;
    }
  }

  return {
    ...head,
    choices: [...choices.values()]
      .sort((one, other) => one.choice - other.choice)
      .map((choice) => ({
        ...choice,
        parts: [...choice.parts.values()].map((part) => ({ ...part, text: part.text.join('') })),
      })),
  };
}

function startedPart(choice: OpenChoice, { type, part }: { readonly type: string; readonly part: number }): OpenPart {
  const started = choice.parts.get(part);
  if (!started) throw new Error(`${type} for part ${part}, which has not started`);
  return started;
}
