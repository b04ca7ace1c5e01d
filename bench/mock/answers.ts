/** What the mock vendor answers, as bytes, and therefore what the load generator expects to see, to the byte. */

/** The model name in a request chooses how the mock answers it. */
export const MODELS = {
  /** One JSON object, or a stream in the shape of `burst` if streaming is asked for. */
  plain: 'gpt-bench',
  /** The whole stream in five writes. */
  burst: 'gpt-bench-burst',
  /** One write per event, each in a turn of the event loop of its own. */
  packets: 'gpt-bench-packets',
  /** One event a second, for ever. */
  slow: 'gpt-bench-slow',
} as const;

export const CONTENT_CHUNKS = 100;
const JSON_ANSWER_BYTES = 1024;
const BURST_WRITES = 4;

/** The framing of HTTP's chunked transfer, made beforehand: it is most of what a write costs in node:http. */
export function asHttpChunk(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
}

const usage = { prompt_tokens: 256, completion_tokens: CONTENT_CHUNKS, total_tokens: 256 + CONTENT_CHUNKS };

function chunk(fields: object): string {
  const head = { id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1_700_000_000, model: MODELS.plain };
  return `data: ${JSON.stringify({ ...head, ...fields })}\n\n`;
}

function choice(delta: object, finish_reason: string | null = null): object {
  return { choices: [{ index: 0, delta, logprobs: null, finish_reason }] };
}

export const DONE = 'data: [DONE]\n\n';
const roleEvent = chunk(choice({ role: 'assistant', content: '', refusal: null }));
const finishEvent = chunk(choice({}, 'stop'));
const usageEvent = chunk({ choices: [], usage });

/** The event that a slow stream repeats. */
export const CONTENT_EVENT = Buffer.from(chunk(choice({ content: ' bench' })));

/** Role, content, finish, usage if asked for, and the terminator. */
export function streamEvents(includeUsage: boolean): string[] {
  const content = Array.from({ length: CONTENT_CHUNKS }, (_, index) => chunk(choice({ content: ` word ${index}` })));
  return [roleEvent, ...content, finishEvent, ...(includeUsage ? [usageEvent] : []), DONE];
}

/** The same bytes in few pieces: the first event alone, so that there is a first token, then equal shares. */
export function burstWrites(events: readonly (string | Buffer)[]): Buffer[] {
  const [first = Buffer.alloc(0), ...rest] = events.map((event) => Buffer.from(event));
  const share = Math.ceil(rest.length / BURST_WRITES);
  const parts = Array.from({ length: BURST_WRITES }, (_, part) =>
    Buffer.concat(rest.slice(part * share, (part + 1) * share)),
  );
  return [first, ...parts];
}

/** What a client that did not ask for usage receives: the gateway has to withhold the event that it asked for itself. */
export const STREAM_BYTES = Buffer.byteLength(streamEvents(false).join(''));

export const JSON_ANSWER = jsonAnswer();

function jsonAnswer(): Buffer {
  const answer = (content: string) =>
    JSON.stringify({
      id: 'chatcmpl-bench',
      object: 'chat.completion',
      created: 1_700_000_000,
      model: MODELS.plain,
      choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' }],
      usage,
    });
  const padding = 'the answer of the mock vendor '.repeat(40).slice(0, JSON_ANSWER_BYTES - answer('').length);
  return Buffer.from(answer(padding));
}
