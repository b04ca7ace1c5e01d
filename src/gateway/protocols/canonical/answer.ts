import type { TokenUsage } from '../../../kernel/token-usage.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { AnswerEvent, PartHead, StopReason, TokenLogprob } from './event.js';
import { type Extensions, mergeExtensions } from './extensions.js';

/** A part with all its text. */
export interface AnswerPart {
  readonly head: PartHead;
  readonly text: string;
  readonly logprobs?: readonly TokenLogprob[];
  readonly extensions?: Extensions;
}

export interface AnswerChoice {
  readonly choice: number;
  readonly parts: readonly AnswerPart[];
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
  extensions?: Extensions;
}

interface OpenChoice {
  choice: number;
  parts: Map<number, OpenPart>;
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
    const opened: OpenChoice = { choice, parts: new Map(), reason: UNSAID };
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
        const part = choiceOf(event.choice).parts.get(event.part);
        if (!part) throw new Error(`${event.type} for part ${event.part}, which has not started`);
        part.extensions = mergeExtensions(part.extensions, event.extensions);
        if (event.type === 'part-delta') {
          part.text.push(event.text);
          if (event.logprobs) (part.logprobs ??= []).push(...event.logprobs);
        }
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
