import type OpenAI from 'openai';
import type { ResponseFunctionToolCall, ResponseInputItem } from 'openai/resources/responses/responses';
import { openaiClient } from '../openai-client.ts';
import { DROPPED, PROMPT, type Sdk } from './sdk.ts';

const FIRST: ResponseInputItem = { role: 'user', content: PROMPT };

/** A client that keeps its own history: nothing is stored, so that reasoning comes encrypted. */
export const openaiResponsesSdk: Sdk = {
  name: 'openai (responses)',
  async ask(gateway, apiKey, { model, stream, tool }) {
    const openai = openaiClient(gateway, apiKey);
    const asked = {
      store: false,
      include: ['reasoning.encrypted_content' as const],
      tools: [{ type: 'function' as const, name: tool, parameters: { type: 'object' }, strict: false }],
    };
    const first = { ...asked, model, input: [FIRST] };
    const { output, output_text: text }: OpenAI.Responses.Response = stream
      ? await openai.responses.stream(first).finalResponse()
      : await openai.responses.create(first);
    const calls = output.filter((item): item is ResponseFunctionToolCall => item.type === 'function_call');
    return {
      said: {
        text,
        calls: calls.map(({ name, arguments: input }) => ({ name, arguments: JSON.parse(input) as unknown })),
      },
      async continue(next, result) {
        const results = calls.map(({ call_id }) => ({
          type: 'function_call_output' as const,
          call_id,
          output: result,
        }));
        const input = [FIRST, ...(output as ResponseInputItem[]), ...results];
        const { data, response } = await openai.responses.create({ ...asked, model: next, input }).withResponse();
        return { text: data.output_text, dropped: response.headers.get(DROPPED) };
      },
    };
  },
};
