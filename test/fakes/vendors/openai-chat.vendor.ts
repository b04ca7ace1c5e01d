import { chatCompletion, chunk, textChunks, toolCallChunks, usageChunk } from '../upstream/openai.payloads.ts';
import { json, openaiError, sse } from '../upstream/scenarios.ts';
import { inPieces, inWords } from './pieces.ts';
import type { Says, Vendor } from './vendor.ts';

const calls = ({ call }: Says) =>
  call && [
    {
      id: call.id,
      type: 'function' as const,
      function: { name: call.name, arguments: JSON.stringify(call.arguments) },
    },
  ];

/** Any compatible server: OpenAI itself would be asked in Responses by clients that speak it. */
export const openaiChatVendor: Vendor = {
  name: 'compatible',
  dialect: 'openai-chat',
  model: 'compatible/gpt-fake',
  endpoints: { whole: 'openai.chat', stream: 'openai.chat' },
  whole: (says) =>
    json(chatCompletion({ content: says.text, tool_calls: calls(says) }, says.call ? 'tool_calls' : 'stop')),
  stream({ text, call }) {
    const said = call
      ? [chunk({ role: 'assistant', content: text }), ...toolCallChunks(call, inPieces(call.arguments))]
      : textChunks(...inWords(text));
    return sse([...said, usageChunk()]);
  },
  fails: ({ status, message, headers }) => openaiError(status, { message }, headers),
  failsAfter: (text, message) => async (exchange) => {
    exchange.startStream('sse');
    await exchange.sse(chunk({ role: 'assistant', content: text }));
    await exchange.sse({ error: { message, type: 'server_error', param: null, code: null } });
    exchange.end();
  },
};
