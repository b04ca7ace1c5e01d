import type { Door } from './door.ts';
import { sseEvents } from './frames.ts';
import { at, listAt, textAt } from './json-at.ts';

export const anthropicMessagesDoor: Door = {
  dialect: 'anthropic-messages',
  ask: ({ model, stream, prompt, tool }) => ({
    path: '/v1/messages',
    body: {
      model,
      stream,
      max_tokens: 256,
      messages: [{ role: 'user', content: prompt }],
      ...(tool && { tools: [{ name: tool, input_schema: { type: 'object' } }] }),
    },
  }),
  headers: (key) => ({ 'x-api-key': key, 'anthropic-version': '2023-06-01' }),
  readWhole(body) {
    const blocks = listAt(body, 'content');
    return {
      text: blocks.map((block) => textAt(block, 'text')).join(''),
      calls: blocks
        .filter((block) => at(block, 'type') === 'tool_use')
        .map((block) => ({ name: textAt(block, 'name'), arguments: at(block, 'input') })),
      ending: textAt(body, 'stop_reason'),
    };
  },
  readStream(text) {
    const events = sseEvents(text).map(({ data }) => data);
    const calls = events.filter((event) => at(event, 'content_block', 'type') === 'tool_use');
    return {
      text: events.map((event) => textAt(event, 'delta', 'text')).join(''),
      calls: calls.map((call) => {
        const pieces = events.filter((event) => at(event, 'index') === at(call, 'index'));
        const json = pieces.map((event) => textAt(event, 'delta', 'partial_json')).join('');
        return { name: textAt(call, 'content_block', 'name'), arguments: JSON.parse(json || '{}') as unknown };
      }),
      ending: events.map((event) => textAt(event, 'delta', 'stop_reason')).join(''),
    };
  },
  readError: (body) => ({ message: textAt(body, 'error', 'message'), kind: textAt(body, 'error', 'type') }),
  readStreamError(text) {
    const failed = sseEvents(text).find(({ event }) => event === 'error');
    return failed ? textAt(failed.data, 'error', 'message') : null;
  },
};
