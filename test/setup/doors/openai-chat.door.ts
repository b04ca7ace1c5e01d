import type { Door } from './door.ts';
import { sseEvents } from './frames.ts';
import { at, listAt, textAt } from './json-at.ts';

export const openaiChatDoor: Door = {
  dialect: 'openai-chat',
  ask: ({ model, stream, prompt, tool }) => ({
    path: '/v1/chat/completions',
    body: {
      model,
      stream,
      messages: [{ role: 'user', content: prompt }],
      ...(tool && { tools: [{ type: 'function', function: { name: tool, parameters: { type: 'object' } } }] }),
    },
  }),
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  readWhole: (body) => ({
    text: textAt(body, 'choices', 0, 'message', 'content'),
    calls: listAt(body, 'choices', 0, 'message', 'tool_calls').map((call) => ({
      name: textAt(call, 'function', 'name'),
      arguments: JSON.parse(textAt(call, 'function', 'arguments')) as unknown,
    })),
    ending: textAt(body, 'choices', 0, 'finish_reason'),
  }),
  readStream(text) {
    const chunks = sseEvents(text).map(({ data }) => data);
    const pieces = chunks.flatMap((chunk) => listAt(chunk, 'choices', 0, 'delta', 'tool_calls'));
    const names = pieces.flatMap((piece) => textAt(piece, 'function', 'name') || []);
    return {
      text: chunks.map((chunk) => textAt(chunk, 'choices', 0, 'delta', 'content')).join(''),
      calls: names.map((name, index) => ({
        name,
        arguments: JSON.parse(
          pieces
            .filter((piece) => at(piece, 'index') === index)
            .map((piece) => textAt(piece, 'function', 'arguments'))
            .join(''),
        ) as unknown,
      })),
      ending: chunks.map((chunk) => textAt(chunk, 'choices', 0, 'finish_reason')).join(''),
    };
  },
  readError: (body) => ({ message: textAt(body, 'error', 'message'), kind: textAt(body, 'error', 'type') }),
  readStreamError(text) {
    const failed = sseEvents(text).find(({ data }) => at(data, 'error') ?? at(data, 'x_gateway', 'error'));
    if (!failed) return null;
    return textAt(failed.data, 'error', 'message') || textAt(failed.data, 'x_gateway', 'error', 'message');
  },
};
