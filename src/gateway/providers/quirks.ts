import { z } from 'zod';

/**
 * How an OpenAI-compatible server differs from OpenAI. Data, never a class: a new vendor is a new row.
 * `unsupported` fields are stripped before sending and reported in `x-gateway-dropped-params`.
 */
export const quirksSchema = z.strictObject({
  /** Whether there is a `POST /responses`; without it, clients of Responses are translated to chat. */
  supportsResponsesApi: z.boolean().default(false),
  /** Whether `stream_options.include_usage` is understood. Where it is not, usage is estimated. */
  supportsStreamOptions: z.boolean().default(true),
  supportsTools: z.boolean().default(true),
  supportsToolChoice: z.boolean().default(true),
  supportsParallelToolCalls: z.boolean().default(true),
  supportsVision: z.boolean().default(true),
  supportsStructuredOutput: z.boolean().default(true),
  /** The name under which the server takes the output cap; the client's spelling is renamed to it. */
  maxTokensField: z.enum(['as-sent', 'max_tokens', 'max_completion_tokens']).default('as-sent'),
  /** Top-level request fields that this server refuses or misreads. */
  unsupportedFields: z.array(z.string().min(1)).max(100).default([]),
  /** Sent with every request to this server. */
  defaultHeaders: z.record(z.string().regex(/^[a-z0-9-]+$/i), z.string()).default({}),
  chatPath: z.string().startsWith('/').default('/chat/completions'),
  modelsPath: z.string().startsWith('/').default('/models'),
});

export type Quirks = z.infer<typeof quirksSchema>;

export const NO_QUIRKS: Quirks = quirksSchema.parse({});
