import type { Capabilities } from '../../protocols/codec.js';
import { withBearer } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import type { VendorDialect, WireFormat } from '../../protocols/dialect.js';
import { prepareOpenAi, prepareModels, prepareStoredAnswer, readModels, readOpenAiError } from '../openai-shape.js';
import type { ProviderAdapter } from '../provider.js';
import type { Quirks } from '../quirks.js';
import { usualStatus } from '../status-meaning.js';

const formats = new WeakMap<Quirks, readonly [VendorDialect, ...WireFormat[]]>();

/** Quirks are immutable, so what follows from them is made once, not once a request. */
function formatsOf(quirks: Quirks): readonly [VendorDialect, ...WireFormat[]] {
  const known = formats.get(quirks);
  if (known !== undefined) return known;
  const responses = quirks.supportsResponsesApi ? (['openai-responses'] as const) : [];
  const spoken = quirks.supportsChatApi
    ? (['openai-chat', ...responses, ...quirks.sideApis] as const)
    : (['openai-responses', ...quirks.sideApis] as const);
  formats.set(quirks, spoken);
  return spoken;
}

const capabilities = new WeakMap<Quirks, Capabilities>();

function capabilitiesOf(quirks: Quirks): Capabilities {
  const known = capabilities.get(quirks);
  if (known !== undefined) return known;
  const able: Capabilities = {
    tools: quirks.supportsTools,
    toolChoice: quirks.supportsToolChoice,
    parallelToolCalls: quirks.supportsParallelToolCalls,
    vision: quirks.supportsVision && !quirks.contentAsText,
    imageUrls: quirks.supportsVision && !quirks.contentAsText,
    documents: !quirks.contentAsText,
    audioInput: !quirks.contentAsText,
    // Which of the two it is not is told by the edits, which see the request.
    structuredOutput: quirks.supportsStructuredOutput || quirks.supportsJsonMode,
    reasoning: true,
    logprobs: quirks.supportsLogprobs,
    multipleChoices: quirks.supportsMultipleChoices,
  };
  capabilities.set(quirks, able);
  return able;
}

/** Any server that speaks OpenAI's chat protocol, and perhaps Responses beside it. How it differs is in its quirks. */
export const openAiCompatibleAdapter: ProviderAdapter = {
  kind: 'openai-compatible',
  formats: ({ quirks }) => formatsOf(quirks),
  capabilities: ({ quirks }) => capabilitiesOf(quirks),
  prepare: (call) => prepareOpenAi(call),
  storedAnswer: (instance, question) =>
    instance.quirks.supportsResponsesApi ? prepareStoredAnswer(instance, question) : null,
  authorize: withBearer,
  classify: (failure, { quirks }) =>
    classifyHttpFailure(
      failure.kind === 'status' ? { ...failure, status: usualStatus(failure, quirks.statusMeanings) } : failure,
    ),
  passedOnHeaders: [],
  readError: readOpenAiError,
  models: { request: prepareModels, read: readModels },
};
