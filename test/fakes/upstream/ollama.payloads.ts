/** Answers in Ollama's shapes: `/api/chat` sends one JSON object a line. */
const ANSWER = { model: 'llama-fake', created_at: '2026-01-01T00:00:00.000000000Z' };

export const TAGS = {
  models: [
    {
      name: 'llama-fake:latest',
      model: 'llama-fake:latest',
      modified_at: '2026-01-01T00:00:00Z',
      size: 1,
      digest: 'fake',
      details: { family: 'llama' },
    },
  ],
};

export interface OllamaMessage {
  readonly content?: string;
  readonly thinking?: string;
  readonly images?: readonly string[];
  readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: object } }[];
}

export function ollamaLine(message: OllamaMessage): object {
  return { ...ANSWER, message: { role: 'assistant', content: '', ...message }, done: false };
}

/** The last line: why it ended, durations in nanoseconds, 11 tokens in and 7 out. */
export function ollamaDone(reason = 'stop', message: OllamaMessage = {}): object {
  return {
    ...ANSWER,
    message: { role: 'assistant', content: '', ...message },
    done: true,
    done_reason: reason,
    total_duration: 5_000_000,
    load_duration: 1_000_000,
    prompt_eval_count: 11,
    prompt_eval_duration: 2_000_000,
    eval_count: 7,
    eval_duration: 2_000_000,
  };
}

/** A line of `/api/generate`, which has no messages. */
export function generateLine(said: { readonly response?: string; readonly thinking?: string }): object {
  return { ...ANSWER, response: '', ...said, done: false };
}

export function generateDone(said: { readonly response?: string } = {}): object {
  const { message: _, ...counters } = ollamaDone() as Record<string, unknown>;
  return { ...counters, response: '', ...said, context: [1, 2, 3] };
}

export const CARD = {
  template: '{{ .Prompt }}',
  details: { family: 'llama' },
  capabilities: ['completion', 'tools'],
  model_info: { 'general.architecture': 'llama', 'llama.context_length': 8192 },
};
