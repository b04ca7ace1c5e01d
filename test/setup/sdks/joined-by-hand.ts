import type { ChatCompletionChunk, ChatCompletionMessageFunctionToolCall } from 'openai/resources/chat/completions';

/** What OpenAI's types do not know of and other vendors put there. */
interface Delta extends ChatCompletionChunk.Choice.Delta {
  readonly reasoning_content?: string;
  readonly reasoning_details?: readonly object[];
}

/** A call in its pieces: the first has id and name (and whatever a vendor signs), all have arguments. */
type Call = ChatCompletionMessageFunctionToolCall & { readonly index?: number };

/**
 * A message out of its chunks, as the documents show it: texts concatenated, `reasoning_details` collected in their order
 * (https://openrouter.ai/docs/guides/best-practices/reasoning-tokens#preserving-reasoning), calls joined by index.
 */
export async function joinedByHand(chunks: AsyncIterable<ChatCompletionChunk>) {
  let content = '';
  let thoughts = '';
  const details: object[] = [];
  const calls: Call[] = [];
  for await (const chunk of chunks) {
    const delta: Delta = chunk.choices[0]?.delta ?? {};
    content += delta.content ?? '';
    thoughts += delta.reasoning_content ?? '';
    details.push(...(delta.reasoning_details ?? []));
    for (const { index, ...piece } of delta.tool_calls ?? []) {
      const begun = calls[index];
      if (begun) begun.function.arguments += piece.function?.arguments ?? '';
      else calls[index] = piece as Call;
    }
  }
  return {
    role: 'assistant' as const,
    content: content === '' ? null : content,
    ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}
