import { json } from '../upstream/scenarios.ts';
import type { Scenario } from '../upstream/scenarios.ts';
import { inWords } from './pieces.ts';
import type { Says, Vendor } from './vendor.ts';

const STATUS_WORDS: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

const USAGE = { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 };

function chunk(parts: readonly object[], finishReason?: string): object {
  const candidate = { content: { role: 'model', parts }, index: 0, ...(finishReason && { finishReason }) };
  return { candidates: [candidate], usageMetadata: USAGE, modelVersion: 'gemini-fake', responseId: 'fake' };
}

function callParts({ call }: Says): object[] {
  return call ? [{ functionCall: { name: call.name, args: call.arguments } }] : [];
}

/** Events end with CRLF CRLF, and there is no terminator. */
const stream =
  (chunks: readonly object[], trailer = ''): Scenario =>
  async (exchange) => {
    exchange.startStream('sse');
    for (const each of chunks) await exchange.send(`data: ${JSON.stringify(each)}\r\n\r\n`);
    if (trailer !== '') await exchange.send(trailer);
    exchange.end();
  };

export const geminiVendor: Vendor = {
  name: 'gemini',
  dialect: 'gemini',
  model: 'gemini/gemini-fake',
  endpoints: { whole: 'gemini.generate', stream: 'gemini.stream' },
  whole: (says) => json(chunk([{ text: says.text }, ...callParts(says)], 'STOP')),
  stream: (says) =>
    stream([...inWords(says.text).map((text) => chunk([{ text }])), chunk([...callParts(says), { text: '' }], 'STOP')]),
  fails: ({ status, message, headers }) =>
    json({ error: { code: status, message, status: STATUS_WORDS[status] ?? 'UNKNOWN' } }, status, headers),
  // Bare and pretty-printed, as recorded.
  failsAfter: (text, message) =>
    stream([chunk([{ text }])], JSON.stringify({ error: { code: 503, message, status: 'UNAVAILABLE' } }, null, 2)),
};
