import type { Content, Part } from '@google/genai';
import { geminiClient } from '../gemini-client.ts';
import { DROPPED, PROMPT, type Sdk } from './sdk.ts';

const FIRST: Content = { role: 'user', parts: [{ text: PROMPT }] };

export const geminiSdk: Sdk = {
  name: '@google/genai',
  async ask(gateway, apiKey, { model, stream, tool }) {
    const { models } = geminiClient(gateway, apiKey);
    const config = { tools: [{ functionDeclarations: [{ name: tool, parametersJsonSchema: { type: 'object' } }] }] };
    const first = { model, contents: [FIRST], config };
    const answers = stream
      ? await Array.fromAsync(await models.generateContentStream(first))
      : [await models.generateContent(first)];
    // A stream's history is the contents of its chunks, one after the other, as the SDK's own chats keep it.
    const contents = answers.flatMap(({ candidates }) => candidates?.[0]?.content ?? []);
    const parts = contents.flatMap(({ parts: list = [] }) => list);
    const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
    return {
      said: {
        text: parts.map(({ text = '', thought = false }) => (thought ? '' : text)).join(''),
        calls: calls.map(({ name = '', args }) => ({ name, arguments: args })),
      },
      async continue(next, result) {
        const results = calls.map(({ id, name }): Part => ({
          functionResponse: { ...(id && { id }), name, response: { result } },
        }));
        const history = [FIRST, ...contents, { role: 'user', parts: results }];
        const answer = await models.generateContent({ model: next, contents: history, config });
        const dropped = new Headers(answer.sdkHttpResponse?.headers).get(DROPPED);
        return { text: answer.text ?? '', dropped };
      },
    };
  },
};
