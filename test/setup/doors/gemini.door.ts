import type { Door, Reading } from './door.ts';
import { sseEvents } from './frames.ts';
import { at, listAt, textAt } from './json-at.ts';

function readChunks(chunks: readonly unknown[]): Reading {
  const parts = chunks.flatMap((chunk) => listAt(chunk, 'candidates', 0, 'content', 'parts'));
  return {
    text: parts.map((part) => textAt(part, 'text')).join(''),
    calls: parts
      .filter((part) => at(part, 'functionCall'))
      .map((part) => ({
        name: textAt(part, 'functionCall', 'name'),
        arguments: at(part, 'functionCall', 'args') ?? {},
      })),
    ending: chunks.map((chunk) => textAt(chunk, 'candidates', 0, 'finishReason')).join(''),
  };
}

export const geminiDoor: Door = {
  dialect: 'gemini',
  ask: ({ model, stream, prompt, tool }) => ({
    path: `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: {
      contents: [{ role: 'user', parts: [{ text: prompt }] }],
      ...(tool && { tools: [{ functionDeclarations: [{ name: tool, parameters: { type: 'OBJECT' } }] }] }),
    },
  }),
  headers: (key) => ({ 'x-goog-api-key': key }),
  readWhole: (body) => readChunks([body]),
  readStream: (text) => readChunks(sseEvents(text).map(({ data }) => data)),
  readError: (body) => ({ message: textAt(body, 'error', 'message'), kind: textAt(body, 'error', 'status') }),
  readStreamError(text) {
    const failed = [...sseEvents(text).map(({ data }) => data), bareObject(text)].find((data) => at(data, 'error'));
    return failed ? textAt(failed, 'error', 'message') : null;
  },
};

/** Gemini's own errors stand in the stream as they are, without `data:`; they pass so. */
function bareObject(text: string): unknown {
  const from = text.lastIndexOf('\n{');
  return from === -1 ? null : (JSON.parse(text.slice(from)) as unknown);
}
