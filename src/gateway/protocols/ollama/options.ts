import { carries, type FieldPattern, type FieldRule } from '../canonical/disposition-table.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { Sampling } from '../canonical/request.js';
import type { JsonObject } from '../../../kernel/json.js';

/** What only Ollama lets a request set: how its runner works, not what it is asked. */
export const runner: FieldRule = { own: 'dropped', reason: 'only Ollama lets a request set its runner' };

/** `options` of both APIs, after ollama.openapi.yaml (ModelOptions) and the server's own option list. */
export const OPTION_FIELDS: Readonly<Record<FieldPattern, FieldRule>> = {
  '/options/temperature': carries('temperature'),
  '/options/top_p': carries('top-p'),
  '/options/top_k': carries('top-k'),
  '/options/seed': carries('seed'),
  '/options/stop': carries('stop'),
  '/options/num_predict': carries('max-output-tokens'),
  '/options/frequency_penalty': carries('frequency-penalty'),
  '/options/presence_penalty': carries('presence-penalty'),
  '/options/min_p': runner,
  '/options/typical_p': runner,
  '/options/repeat_last_n': runner,
  '/options/repeat_penalty': runner,
  '/options/num_ctx': runner,
  '/options/num_keep': runner,
  '/options/num_batch': runner,
  '/options/num_gpu': runner,
  '/options/main_gpu': runner,
  '/options/num_thread': runner,
  '/options/use_mmap': runner,
};

interface DecodedOptions {
  readonly sampling: Sampling;
  readonly maxOutputTokens?: number;
  /** What no other dialect has, for Ollama itself. */
  readonly own: JsonObject;
}

/** @param ownNames the options that only Ollama knows */
export function decodeOptions(body: FieldReader, ownNames: readonly string[]): DecodedOptions {
  const options = body.child('options');
  const limit = options?.integer('num_predict');
  // -1 and -2 mean "no limit" and "until the context is full", which other dialects say by saying nothing.
  const isLimit = limit !== undefined && limit >= 0;
  return {
    sampling: {
      temperature: options?.number('temperature'),
      topP: options?.number('top_p'),
      topK: options?.integer('top_k'),
      seed: options?.integer('seed'),
      frequencyPenalty: options?.number('frequency_penalty'),
      presencePenalty: options?.number('presence_penalty'),
      stop: options?.strings('stop'),
    },
    maxOutputTokens: isLimit ? limit : undefined,
    own: { ...options?.own(ownNames), ...(limit === undefined || isLimit ? {} : { num_predict: limit }) },
  };
}
