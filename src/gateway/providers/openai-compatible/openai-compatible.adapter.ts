import { withBearer } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import { prepareOpenAi, prepareModels, readModels, readOpenAiError, sideFormats } from '../openai-shape.js';
import type { VendorDialect, WireFormat } from '../../protocols/dialect.js';
import type { ProviderAdapter } from '../provider.js';
import type { Quirks } from '../quirks.js';

const formats = new WeakMap<Quirks, readonly [VendorDialect, ...WireFormat[]]>();

/** Quirks are immutable, so each set of formats is made once, not once a request. */
function formatsOf(quirks: Quirks): readonly [VendorDialect, ...WireFormat[]] {
  let spoken = formats.get(quirks);
  if (spoken === undefined) {
    spoken = ['openai-chat', ...sideFormats(quirks.sideApis)];
    formats.set(quirks, spoken);
  }
  return spoken;
}

/** Any server that speaks OpenAI's chat protocol. How it differs is in its quirks. */
export const openAiCompatibleAdapter: ProviderAdapter = {
  kind: 'openai-compatible',
  formats: ({ quirks }) => formatsOf(quirks),
  capabilities: ({ quirks }) => ({
    tools: quirks.supportsTools,
    toolChoice: quirks.supportsToolChoice,
    parallelToolCalls: quirks.supportsParallelToolCalls,
    vision: quirks.supportsVision,
    imageUrls: quirks.supportsVision,
    documents: true,
    audioInput: true,
    structuredOutput: quirks.supportsStructuredOutput,
    reasoning: true,
    logprobs: true,
    multipleChoices: true,
  }),
  prepare: (call) => prepareOpenAi(call),
  authorize: withBearer,
  classify: classifyHttpFailure,
  passedOnHeaders: [],
  readError: readOpenAiError,
  models: { request: prepareModels, read: readModels },
};
