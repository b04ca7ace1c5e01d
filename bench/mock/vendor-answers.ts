/** What the mock answers in the dialects beside OpenAI's chat: the same words, in as many events. */
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { CONTENT_CHUNKS } from './answers.ts';

const WORDS = Array.from({ length: CONTENT_CHUNKS }, (_, index) => ` word ${index}`);
const TEXT = WORDS.join('');
const INPUT = 256;

export interface VendorAnswer {
  readonly whole: Buffer;
  readonly streamType: string;
  /** One event each. */
  readonly events: readonly Buffer[];
}

/** The dialects by what their paths hold; `null` for OpenAI's chat, whose answers depend on the request. */
export function vendorAnswerAt(path: string): VendorAnswer | null {
  if (path.includes('/chat/completions')) return null;
  if (path.includes('/responses')) return RESPONSES;
  if (path.includes('/messages')) return ANTHROPIC;
  if (path.includes('enerateContent')) return GEMINI;
  if (path.includes('/converse')) return BEDROCK;
  if (path.includes('/api/chat')) return OLLAMA;
  return null;
}

/** Whether the URL says so, in the dialects where it is the URL. */
export function isStreamPath(path: string): boolean {
  return path.includes('streamGenerateContent') || path.includes('converse-stream');
}

const SSE = 'text/event-stream; charset=utf-8';
const named = (events: readonly object[]) =>
  events.map((event) => Buffer.from(`event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`));

const claude = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'claude-bench', stop_sequence: null };
const ANTHROPIC: VendorAnswer = {
  whole: json({
    ...claude,
    content: [{ type: 'text', text: TEXT }],
    stop_reason: 'end_turn',
    usage: { input_tokens: INPUT, output_tokens: CONTENT_CHUNKS },
  }),
  streamType: SSE,
  events: named([
    {
      type: 'message_start',
      message: { ...claude, content: [], stop_reason: null, usage: { input_tokens: INPUT, output_tokens: 1 } },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...WORDS.map((text) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: CONTENT_CHUNKS },
    },
    { type: 'message_stop' },
  ]),
};

const part = { type: 'output_text', text: TEXT, annotations: [], logprobs: [] };
const item = { id: 'msg_bench', type: 'message', status: 'completed', role: 'assistant', content: [part] };
const response = (status: string, output: readonly object[]) => ({
  id: 'resp_bench',
  object: 'response',
  created_at: 1_700_000_000,
  status,
  model: 'gpt-bench-codex',
  output,
  tools: [],
  parallel_tool_calls: true,
  usage: {
    input_tokens: INPUT,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: CONTENT_CHUNKS,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: INPUT + CONTENT_CHUNKS,
  },
});
const place = { item_id: 'msg_bench', output_index: 0, content_index: 0 };
const RESPONSES: VendorAnswer = {
  whole: json(response('completed', [item])),
  streamType: SSE,
  events: named(
    [
      { type: 'response.created', response: response('in_progress', []) },
      { type: 'response.in_progress', response: response('in_progress', []) },
      {
        type: 'response.output_item.added',
        output_index: 0,
        item: { ...item, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
      ...WORDS.map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...place, text: TEXT, logprobs: [] },
      { type: 'response.content_part.done', ...place, part },
      { type: 'response.output_item.done', output_index: 0, item },
      { type: 'response.completed', response: response('completed', [item]) },
    ].map((event, index) => ({ ...event, sequence_number: index })),
  ),
};

const gemini = (text: string, finish: object = {}) => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0, ...finish }],
  usageMetadata: {
    promptTokenCount: INPUT,
    candidatesTokenCount: CONTENT_CHUNKS,
    totalTokenCount: INPUT + CONTENT_CHUNKS,
  },
  modelVersion: 'gemini-bench',
  responseId: 'bench',
});
const GEMINI: VendorAnswer = {
  whole: json(gemini(TEXT, { finishReason: 'STOP' })),
  streamType: 'text/event-stream',
  events: [...WORDS.map((word) => gemini(word)), gemini('', { finishReason: 'STOP' })].map((event) =>
    Buffer.from(`data: ${JSON.stringify(event)}\r\n\r\n`),
  ),
};

const ollama = (content: string, rest: object) => ({
  model: 'llama-bench',
  created_at: '2026-01-01T00:00:00Z',
  message: { role: 'assistant', content },
  ...rest,
});
const ollamaEnd = {
  done: true,
  done_reason: 'stop',
  total_duration: 5_000_000,
  prompt_eval_count: INPUT,
  eval_count: CONTENT_CHUNKS,
};
const OLLAMA: VendorAnswer = {
  whole: json(ollama(TEXT, ollamaEnd)),
  streamType: 'application/x-ndjson',
  events: [...WORDS.map((word) => ollama(word, { done: false })), ollama('', ollamaEnd)].map((line) =>
    Buffer.from(`${JSON.stringify(line)}\n`),
  ),
};

const bedrockUsage = { inputTokens: INPUT, outputTokens: CONTENT_CHUNKS, totalTokens: INPUT + CONTENT_CHUNKS };
const BEDROCK: VendorAnswer = {
  whole: json({
    output: { message: { role: 'assistant', content: [{ text: TEXT }] } },
    stopReason: 'end_turn',
    usage: bedrockUsage,
    metrics: { latencyMs: 5 },
  }),
  streamType: 'application/vnd.amazon.eventstream',
  events: [
    awsEvent('messageStart', { role: 'assistant' }),
    ...WORDS.map((text) => awsEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
    awsEvent('contentBlockStop', { contentBlockIndex: 0 }),
    awsEvent('messageStop', { stopReason: 'end_turn' }),
    awsEvent('metadata', { usage: bedrockUsage, metrics: { latencyMs: 5 } }),
  ],
};

function awsEvent(type: string, payload: object): Buffer {
  const codec = new EventStreamCodec(
    (bytes) => Buffer.from(bytes as Uint8Array).toString(),
    (text) => Buffer.from(text),
  );
  const header = (value: string) => ({ type: 'string' as const, value });
  return Buffer.from(
    codec.encode({
      headers: {
        ':message-type': header('event'),
        ':event-type': header(type),
        ':content-type': header('application/json'),
      },
      body: Buffer.from(JSON.stringify(payload)),
    }),
  );
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
