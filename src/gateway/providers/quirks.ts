import { z } from 'zod';

const fieldNames = z.array(z.string().min(1)).max(100).default([]);

/** The calls beside answers that an OpenAI-compatible server may have. */
const sideApi = z.enum([
  'openai-embeddings',
  'openai-completions',
  'openai-moderations',
  'openai-images',
  'openai-image-edits',
  'openai-transcriptions',
  'openai-speech',
  'rerank',
]);

/** A failure that a vendor answers with another status than the rest of the field does. */
const statusMeaningSchema = z.strictObject({
  status: z.int().min(400).max(599),
  /** What the body says in this case and in no other of the same status. */
  bodyIncludes: z.string().min(1),
  /** `own-key`: our key is at fault, not the request. `rate-limit`: too much for our limits there. */
  means: z.enum(['own-key', 'rate-limit']),
});

/** In order of strength. */
export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;

/**
 * How an OpenAI-compatible server differs from OpenAI. Data, never a class: a new vendor is a new row.
 * What cannot be carried is taken out before sending and reported in `x-gateway-dropped-params`, or refused where the
 * answer would be another one without it.
 */
export const quirksSchema = z.strictObject({
  /** `POST /chat/completions`. A server that has only the Responses API is translated into that. */
  supportsChatApi: z.boolean().default(true),
  /** `POST /responses`, for clients that speak it. */
  supportsResponsesApi: z.boolean().default(false),
  /** Other calls that are passed on as they come. */
  sideApis: z.array(sideApi).default(['openai-embeddings', 'openai-completions']),

  /** Whether `stream_options.include_usage` is understood. Where it is not, usage is estimated. */
  supportsStreamOptions: z.boolean().default(true),
  /** Streams say their usage whether asked or not, so that nothing is lost with `stream_options`. */
  streamsUsageUnasked: z.boolean().default(false),
  supportsTools: z.boolean().default(true),
  supportsToolChoice: z.boolean().default(true),
  /** Whether `tool_choice` may name a tool. Where it may not, only that tool is sent, and must be called. */
  supportsNamedToolChoice: z.boolean().default(true),
  supportsParallelToolCalls: z.boolean().default(true),
  supportsVision: z.boolean().default(true),
  /** `response_format` of type `json_schema`. */
  supportsStructuredOutput: z.boolean().default(true),
  /** `response_format` of type `json_object`. */
  supportsJsonMode: z.boolean().default(true),
  supportsLogprobs: z.boolean().default(true),
  /** Whether `n` may be more than one. */
  supportsMultipleChoices: z.boolean().default(true),

  /** The name under which the server takes the output cap; the client's spelling is renamed to it. */
  maxTokensField: z.enum(['as-sent', 'max_tokens', 'max_completion_tokens']).default('as-sent'),
  seedField: z.enum(['seed', 'random_seed']).default('seed'),
  /** What the server knows of `reasoning_effort`; anything else becomes the next stronger one. `null` is all of it. */
  reasoningEfforts: z.array(z.enum(REASONING_EFFORTS)).min(1).nullable().default(null),
  /** How the server is told not to reason: by effort `none`, or by `thinking: {type: "disabled"}`. */
  reasoningSwitch: z.enum(['reasoning_effort', 'thinking']).default('reasoning_effort'),

  /** What developer messages are called. Servers of open models know only the old name. */
  developerRole: z.enum(['developer', 'system']).default('developer'),
  /** Where the server wants its earlier reasoning back in assistant messages. */
  reasoningField: z.enum(['as-sent', 'reasoning', 'reasoning_content', 'thinking-part']).default('as-sent'),
  /** Message content must be one string: text parts are joined, other parts refused. */
  contentAsText: z.boolean().default(false),
  /** What ids of tool calls in the history must look like. */
  toolCallIdFormat: z.enum(['any', 'alphanumeric-9']).default('any'),

  /** Top-level request fields that this server refuses or misreads; they only tune. */
  unsupportedFields: fieldNames,
  /** Top-level request fields without which the answer would be another one. */
  refusedFields: fieldNames,
  /** Fields of messages that this server refuses. */
  unsupportedMessageFields: fieldNames,

  /** Failures that mean something else here than elsewhere. */
  statusMeanings: z.array(statusMeaningSchema).default([]),
  /** Sent with every request to this server. */
  defaultHeaders: z.record(z.string().regex(/^[a-z0-9-]+$/i), z.string()).default({}),
  /** Response headers that tell the client something about its own answer. */
  passedOnHeaders: z.array(z.string().regex(/^[a-z0-9-]+$/)).default([]),
  chatPath: z.string().startsWith('/').default('/chat/completions'),
  modelsPath: z.string().startsWith('/').default('/models'),
});

export type Quirks = z.infer<typeof quirksSchema>;
export type StatusMeaning = z.infer<typeof statusMeaningSchema>;

/** What a row says: only where the server differs. */
export type QuirksInput = z.input<typeof quirksSchema>;

export const NO_QUIRKS: Quirks = quirksSchema.parse({});
