import type { Door, Reading } from './door.ts';
import { sseEvents } from './frames.ts';
import { at, listAt, textAt } from './json-at.ts';

function readResponse(body: unknown): Reading {
  const items = listAt(body, 'output');
  return {
    text: items
      .flatMap((item) => listAt(item, 'content'))
      .map((part) => textAt(part, 'text'))
      .join(''),
    calls: items
      .filter((item) => at(item, 'type') === 'function_call')
      .map((item) => ({ name: textAt(item, 'name'), arguments: JSON.parse(textAt(item, 'arguments')) as unknown })),
    ending: textAt(body, 'status'),
  };
}

export const openaiResponsesDoor: Door = {
  dialect: 'openai-responses',
  ask: ({ model, stream, prompt, tool }) => ({
    path: '/v1/responses',
    body: {
      model,
      stream,
      store: false,
      input: prompt,
      ...(tool && { tools: [{ type: 'function', name: tool, parameters: { type: 'object' }, strict: false }] }),
    },
  }),
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  readWhole: readResponse,
  readStream(text) {
    const events = sseEvents(text);
    const last = events.at(-1)?.data;
    const deltas = events.filter(({ event }) => event === 'response.output_text.delta');
    return { ...readResponse(at(last, 'response')), text: deltas.map(({ data }) => textAt(data, 'delta')).join('') };
  },
  readError: (body) => ({ message: textAt(body, 'error', 'message'), kind: textAt(body, 'error', 'type') }),
  readStreamError(text) {
    const failed = sseEvents(text).find(({ event }) => event === 'response.failed' || event === 'error');
    if (!failed) return null;
    return textAt(failed.data, 'error', 'message') || textAt(failed.data, 'response', 'error', 'message');
  },
};
