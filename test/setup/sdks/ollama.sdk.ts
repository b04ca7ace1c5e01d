import { type Message, Ollama } from 'ollama';
import { DROPPED, PROMPT, type Sdk } from './sdk.ts';

const FIRST: Message = { role: 'user', content: PROMPT };

export const ollamaSdk: Sdk = {
  name: 'ollama',
  async ask(gateway, apiKey, { model, stream, tool }) {
    let dropped: string | null = null;
    const ollama = new Ollama({
      host: gateway.url,
      headers: { authorization: `Bearer ${apiKey}` },
      // The package gives no headers of an answer.
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        dropped = response.headers.get(DROPPED);
        return response;
      },
    });
    const tools = [{ type: 'function', function: { name: tool, parameters: { type: 'object' } } }];
    const first = { model, messages: [FIRST], tools };
    const lines = stream
      ? await Array.fromAsync(await ollama.chat({ ...first, stream: true }))
      : [await ollama.chat(first)];
    const messages = lines.map(({ message }) => message);
    const text = messages.map(({ content }) => content).join('');
    const calls = messages.flatMap(({ tool_calls: list = [] }) => list);
    return {
      said: { text, calls: calls.map(({ function: call }) => ({ name: call.name, arguments: call.arguments })) },
      async continue(next, result) {
        const thinking = messages.map((message) => message.thinking ?? '').join('');
        const answer = await ollama.chat({
          model: next,
          messages: [
            FIRST,
            { role: 'assistant', content: text, ...(thinking && { thinking }), tool_calls: calls },
            ...calls.map(({ function: { name } }) => ({ role: 'tool', tool_name: name, content: result })),
          ],
          tools,
        });
        return { text: answer.message.content, dropped };
      },
    };
  },
};
