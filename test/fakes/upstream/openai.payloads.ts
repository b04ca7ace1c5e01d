import type { ChatCompletion, ChatCompletionChunk, ChatCompletionMessage } from 'openai/resources/chat/completions';

/** Answers in OpenAI's shapes. A test names only what it is about. */
const ANSWER = { id: 'chatcmpl-fake', created: 1_760_000_000, model: 'gpt-fake-2026-01-01' };

export const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

export const MODEL_LIST = {
  object: 'list',
  data: [
    { id: 'gpt-fake', object: 'model', created: 1_760_000_000, owned_by: 'fake-vendor' },
    { id: 'gpt-fake-mini', object: 'model', created: 1_760_000_000, owned_by: 'fake-vendor' },
  ],
};

/** What an Azure resource says it has deployed. */
export const DEPLOYMENTS = {
  object: 'list',
  data: [
    { id: 'my-gpt', object: 'deployment', model: 'gpt-fake', created_at: 1_760_000_000, owner: 'organization-owner' },
  ],
};

export function chatCompletion(
  message: Partial<ChatCompletionMessage> = { content: 'Hello.' },
  finishReason: ChatCompletion.Choice['finish_reason'] = 'stop',
): ChatCompletion {
  return {
    ...ANSWER,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: null, refusal: null, ...message },
        finish_reason: finishReason,
        logprobs: null,
      },
    ],
    usage: USAGE,
  };
}

type Delta = ChatCompletionChunk.Choice.Delta;

export function chunk(
  delta: Delta,
  finishReason: ChatCompletionChunk.Choice['finish_reason'] = null,
): ChatCompletionChunk {
  return {
    ...ANSWER,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finishReason, logprobs: null }],
  };
}

/** The chunk that OpenAI sends last if `stream_options.include_usage` was asked for. */
export function usageChunk(usage: ChatCompletion['usage'] = USAGE): ChatCompletionChunk {
  return { ...ANSWER, object: 'chat.completion.chunk', choices: [], usage };
}

/** A whole answer in chunks: role, one chunk a word, finish. */
export function textChunks(...words: readonly string[]): ChatCompletionChunk[] {
  return [chunk({ role: 'assistant', content: '' }), ...words.map((content) => chunk({ content })), chunk({}, 'stop')];
}

/** One tool call whose arguments arrive in these pieces. */
export function toolCallChunks(
  call: { id: string; name: string },
  argumentPieces: readonly string[],
): ChatCompletionChunk[] {
  const opening = {
    index: 0,
    id: call.id,
    type: 'function' as const,
    function: { name: call.name, arguments: '' },
  };
  return [
    chunk({ role: 'assistant', content: null, tool_calls: [opening] }),
    ...argumentPieces.map((piece) => chunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
    chunk({}, 'tool_calls'),
  ];
}
