import type { Feature } from './feature.js';
import { dropped, refused, type Support } from './disposition-table.js';

/** What a target can do, as data: docs, tests and encoders read one table. */
export interface Capabilities {
  readonly tools: boolean;
  readonly toolChoice: boolean;
  readonly parallelToolCalls: boolean;
  readonly vision: boolean;
  readonly imageUrls: boolean;
  readonly documents: boolean;
  readonly audioInput: boolean;
  readonly structuredOutput: boolean;
  readonly reasoning: boolean;
  readonly logprobs: boolean;
  readonly multipleChoices: boolean;
}

/** A target that can do whatever its dialect can say. */
export const EVERY_CAPABILITY: Capabilities = {
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  vision: true,
  imageUrls: true,
  documents: true,
  audioInput: true,
  structuredOutput: true,
  reasoning: true,
  logprobs: true,
  multipleChoices: true,
};

/** What a target without a capability makes of the features that need it, over what its dialect could say. */
export const WITHOUT_CAPABILITY: Readonly<Record<keyof Capabilities, Partial<Record<Feature, Support>>>> = {
  tools: { tools: refused('this model takes no tools') },
  toolChoice: {
    'tool-choice-none': { disposition: 'adjusted', reason: 'the tools are left out instead' },
    'tool-choice-subset': { disposition: 'adjusted', reason: 'only the allowed tools are sent instead' },
    'tool-choice-required': refused('this model cannot be made to call a tool'),
    'tool-choice-named': refused('this model cannot be made to call a certain tool'),
    'tool-choice-required-subset': refused('this model cannot be made to call a tool'),
  },
  parallelToolCalls: { 'single-tool-call': dropped('the number of tool calls cannot be limited here') },
  vision: {
    'image-data': refused('this model takes no images'),
    'image-url': refused('this model takes no images'),
    'image-file': refused('this model takes no images'),
  },
  imageUrls: { 'image-url': refused('images must be sent as data here, not as a URL') },
  documents: {
    'document-data': refused('this model takes no documents'),
    'document-url': refused('this model takes no documents'),
    'document-file': refused('this model takes no documents'),
  },
  audioInput: { 'audio-input': refused('this model takes no audio') },
  structuredOutput: {
    'output-json': refused('this model cannot be held to JSON'),
    'output-json-schema': refused('this model cannot be held to a schema'),
  },
  reasoning: {
    'reasoning-effort': dropped('this model does not reason'),
    'reasoning-budget': dropped('this model does not reason'),
    'reasoning-summary': dropped('this model does not reason'),
  },
  logprobs: { logprobs: refused('this model gives no log probabilities') },
  multipleChoices: { choices: refused('only one answer at a time can be given here') },
};
