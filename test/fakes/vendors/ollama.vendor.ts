import { ollamaDone, ollamaLine } from '../upstream/ollama.payloads.ts';
import { json, ndjson } from '../upstream/scenarios.ts';
import { inWords } from './pieces.ts';
import type { Says, Vendor } from './vendor.ts';

const calls = ({ call }: Says) => call && [{ function: { name: call.name, arguments: call.arguments } }];

export const ollamaVendor: Vendor = {
  name: 'ollama',
  dialect: 'ollama-chat',
  model: 'ollama/llama-fake',
  endpoints: { whole: 'ollama.chat', stream: 'ollama.chat' },
  whole: (says) => json(ollamaDone('stop', { content: says.text, tool_calls: calls(says) })),
  stream: (says) =>
    ndjson([
      ...inWords(says.text).map((content) => ollamaLine({ content })),
      ...(says.call ? [ollamaLine({ tool_calls: calls(says) })] : []),
      ollamaDone(),
    ]),
  fails: ({ status, message, headers }) => json({ error: message }, status, headers),
  failsAfter: (text, message) => ndjson([ollamaLine({ content: text }), { error: message }]),
};
