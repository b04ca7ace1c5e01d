import type Anthropic from '@anthropic-ai/sdk';
import { anthropicClient } from '../anthropic-client.ts';
import { DROPPED, PROMPT, type Sdk } from './sdk.ts';

const FIRST: Anthropic.MessageParam = { role: 'user', content: PROMPT };

function textOf(content: readonly Anthropic.ContentBlock[]): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

export const anthropicSdk: Sdk = {
  name: '@anthropic-ai/sdk',
  async ask(gateway, apiKey, { model, stream, tool }) {
    const anthropic = anthropicClient(gateway, apiKey);
    const asked = { max_tokens: 4000, tools: [{ name: tool, input_schema: { type: 'object' as const } }] };
    const first = { ...asked, model, messages: [FIRST] };
    const { content } = stream
      ? await anthropic.messages.stream(first).finalMessage()
      : await anthropic.messages.create(first);
    const calls = content.filter((block) => block.type === 'tool_use');
    return {
      said: { text: textOf(content), calls: calls.map(({ name, input }) => ({ name, arguments: input })) },
      async continue(next, result) {
        const results = calls.map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: result }));
        const messages: Anthropic.MessageParam[] = [
          FIRST,
          { role: 'assistant', content },
          { role: 'user', content: results },
        ];
        const { data, response } = await anthropic.messages.create({ ...asked, model: next, messages }).withResponse();
        return { text: textOf(data.content), dropped: response.headers.get(DROPPED) };
      },
    };
  },
};
