import type { Door, Reading } from './door.ts';
import { ndjsonLines } from './frames.ts';
import { at, listAt, textAt } from './json-at.ts';

function readLines(lines: readonly unknown[], textPath: readonly string[]): Reading {
  return {
    text: lines.map((line) => textAt(line, ...textPath)).join(''),
    calls: lines
      .flatMap((line) => listAt(line, 'message', 'tool_calls'))
      .map((call) => ({ name: textAt(call, 'function', 'name'), arguments: at(call, 'function', 'arguments') })),
    ending: textAt(lines.at(-1), 'done_reason'),
  };
}

const shared = {
  headers: (key: string) => ({ authorization: `Bearer ${key}` }),
  readError: (body: unknown) => ({ message: textAt(body, 'error'), kind: 'error' }),
  readStreamError(text: string) {
    const failed = ndjsonLines(text).find((line) => at(line, 'error'));
    return failed ? textAt(failed, 'error') : null;
  },
};

export const ollamaChatDoor: Door = {
  ...shared,
  dialect: 'ollama-chat',
  ask: ({ model, stream, prompt, tool }) => ({
    path: '/api/chat',
    body: {
      model,
      stream,
      messages: [{ role: 'user', content: prompt }],
      ...(tool && { tools: [{ type: 'function', function: { name: tool, parameters: { type: 'object' } } }] }),
    },
  }),
  readWhole: (body) => readLines([body], ['message', 'content']),
  readStream: (text) => readLines(ndjsonLines(text), ['message', 'content']),
};

/** This protocol has no tools. */
export const ollamaGenerateDoor: Door = {
  ...shared,
  dialect: 'ollama-generate',
  ask: ({ model, stream, prompt }) => ({ path: '/api/generate', body: { model, stream, prompt } }),
  readWhole: (body) => readLines([body], ['response']),
  readStream: (text) => readLines(ndjsonLines(text), ['response']),
};
