import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, type LanguageModel, type ModelMessage, streamText, tool as toolOf } from 'ai';
import type { Gateway } from '../gateway.ts';
import { DROPPED, PROMPT, type Sdk } from './sdk.ts';

type ProviderOptions = NonNullable<Parameters<typeof generateText>[0]['providerOptions']>;
type Provider = (gateway: Gateway, apiKey: string) => (model: string) => LanguageModel;

const FIRST: ModelMessage = { role: 'user', content: PROMPT };

/** The Vercel AI SDK over one of its providers. Its retries are off: they would hide what the gateway answers. */
function vercelSdk(name: string, provider: Provider, providerOptions: ProviderOptions = {}): Sdk {
  return {
    name,
    async ask(gateway, apiKey, { model, stream, tool }) {
      const modelNamed = provider(gateway, apiKey);
      const inputSchema = jsonSchema<object>({ type: 'object', additionalProperties: true });
      const asked = { tools: { [tool]: toolOf({ inputSchema }) }, maxRetries: 0, providerOptions };
      const first = { ...asked, model: modelNamed(model), messages: [FIRST] };
      const answer = stream ? streamText({ ...first, onError: () => undefined }) : await generateText(first);
      const [text, calls, messages] = await Promise.all([answer.text, answer.toolCalls, answer.responseMessages]);
      return {
        said: { text, calls: calls.map(({ toolName, input }) => ({ name: toolName, arguments: input })) },
        async continue(next, result) {
          const output = { type: 'text' as const, value: result };
          const results: ModelMessage = {
            role: 'tool',
            content: calls.map(({ toolCallId, toolName }) => ({ type: 'tool-result', toolCallId, toolName, output })),
          };
          const { text: said, response } = await generateText({
            ...asked,
            model: modelNamed(next),
            messages: [FIRST, ...messages, results],
          });
          return { text: said, dropped: response.headers?.[DROPPED] ?? null };
        },
      };
    },
  };
}

const overResponses: Provider = (gateway, apiKey) => {
  const openai = createOpenAI({ baseURL: `${gateway.url}/v1`, apiKey });
  return (model) => openai.responses(model);
};

const overChat: Provider = (gateway, apiKey) => {
  const openai = createOpenAI({ baseURL: `${gateway.url}/v1`, apiKey });
  return (model) => openai.chat(model);
};

const overMessages: Provider = (gateway, apiKey) => createAnthropic({ baseURL: `${gateway.url}/v1`, apiKey });
const overGemini: Provider = (gateway, apiKey) => createGoogle({ baseURL: `${gateway.url}/v1beta`, apiKey });

export const VERCEL_SDKS: readonly Sdk[] = [
  // It keeps its own history; else it would name items that the vendor is to remember.
  vercelSdk('ai with @ai-sdk/openai', overResponses, {
    openai: { store: false, forceReasoning: true, include: ['reasoning.encrypted_content'], reasoningSummary: 'auto' },
  }),
  vercelSdk('ai with @ai-sdk/openai (chat)', overChat),
  vercelSdk('ai with @ai-sdk/anthropic', overMessages),
  vercelSdk('ai with @ai-sdk/google', overGemini),
];
