import { chatCompletion, textChunks, usageChunk } from './upstream/openai.payloads.ts';
import { htmlUnavailable, type Scenario } from './upstream/scenarios.ts';
import type { UpstreamExchange } from './upstream/upstream-exchange.ts';
import { inWords } from './vendors/pieces.ts';

/** What can go wrong with one call, and how often in proportion. */
const FAULTS = {
  'internal error': 4,
  'unavailable page': 3,
  'rate limit': 4,
  'cut before a byte': 4,
  silence: 1,
  'empty answer': 3,
  'malformed beginning': 3,
  'error in place of an answer': 3,
  'cut in the middle': 6,
  'cut inside a character': 3,
  'error in the middle': 3,
  'stall in the middle': 1,
  'no end': 2,
  'cut after the last word': 2,
} as const;

export type CallFault = keyof typeof FAULTS | 'none';

const ALL_SHARES = Object.values(FAULTS).reduce((sum, share) => sum + share, 0);

/** One call, as the vendor bills it. */
export interface BookEntry {
  readonly requestId: string;
  readonly fault: CallFault;
  readonly text: string;
  readonly input: number;
  readonly output: number;
  /** Whether all of the usage was sent. What the network did with it the vendor does not know. */
  hasToldUsage: boolean;
}

type Play = (exchange: UpstreamExchange, entry: BookEntry) => void | Promise<void>;

/** A vendor on a bad day, in two dialects, that writes down what it has billed. */
export class BookkeepingVendor {
  readonly #book = new Map<string, BookEntry[]>();

  /**
   * @param random in [0, 1); decides faults and numbers
   * @param faultShare of all calls
   */
  constructor(
    private readonly random: () => number,
    private readonly faultShare: number,
  ) {}

  readonly chat: Scenario = (exchange) => this.#play(exchange, isStreamed(exchange) ? chatStream : chatWhole);
  readonly messages: Scenario = (exchange) => this.#play(exchange, isStreamed(exchange) ? messageStream : messageWhole);

  /** The calls of one request, in their order. */
  billed(requestId: string): readonly BookEntry[] {
    return this.#book.get(requestId) ?? [];
  }

  forget(requestId: string): void {
    this.#book.delete(requestId);
  }

  async #play(exchange: UpstreamExchange, play: Play): Promise<void> {
    const input = 100 + this.#upTo(100_000);
    const entry: BookEntry = {
      requestId: String(exchange.request.headers['x-request-id']),
      fault: this.#fault(),
      text: `For ${input} € you get ${this.#upTo(1e9)} answers, said the vendor.`,
      input,
      output: 10 + this.#upTo(10_000),
      hasToldUsage: false,
    };
    this.#book.set(entry.requestId, [...this.billed(entry.requestId), entry]);
    if (!(await refused(exchange, entry.fault))) await play(exchange, entry);
  }

  #fault(): CallFault {
    if (this.random() >= this.faultShare) return 'none';
    let rest = this.random() * ALL_SHARES;
    for (const [fault, share] of Object.entries(FAULTS)) {
      rest -= share;
      if (rest < 0) return fault as CallFault;
    }
    return 'none';
  }

  #upTo(most: number): number {
    return Math.floor(this.random() * most);
  }
}

/** Faults before any answer, alike in every dialect. */
async function refused(exchange: UpstreamExchange, fault: CallFault): Promise<boolean> {
  const error = { error: { message: `On purpose: ${fault}.`, type: 'server_error', code: null, param: null } };
  switch (fault) {
    case 'internal error':
      exchange.json(error, 500);
      return true;
    case 'rate limit':
      exchange.json(error, 429);
      return true;
    case 'unavailable page':
      await htmlUnavailable(exchange);
      return true;
    case 'cut before a byte':
      exchange.cut();
      return true;
    case 'silence':
      return true;
    default:
      return false;
  }
}

const chatUsage = ({ input, output }: BookEntry) => ({
  prompt_tokens: input,
  completion_tokens: output,
  total_tokens: input + output,
});

const chatStream: Play = (exchange, entry) => {
  const frames = [...textChunks(...inWords(entry.text)), usageChunk(chatUsage(entry))].map((data) => frame(data));
  const failure = frame({ error: { message: 'On purpose.', type: 'server_error', code: null, param: null } });
  return stream(exchange, entry, { frames: [...frames, 'data: [DONE]\n\n'], failure });
};

const messageStream: Play = (exchange, entry) => {
  const { input, output } = entry;
  const message = { id: 'msg_fake', type: 'message', role: 'assistant', model: 'claude-fake', content: [] };
  const events = [
    { type: 'message_start', message: { ...message, usage: { input_tokens: input, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...inWords(entry.text).map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    { type: 'content_block_stop', index: 0 },
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: { output_tokens: output },
    },
    { type: 'message_stop' },
  ];
  const failure = frame({ type: 'error', error: { type: 'overloaded_error', message: 'On purpose.' } }, 'error');
  return stream(exchange, entry, { frames: events.map((event) => frame(event, event.type)), failure });
};

interface Frames {
  /** The last but one tells the usage, the last is the terminator. */
  readonly frames: readonly string[];
  readonly failure: string;
}

async function stream(exchange: UpstreamExchange, entry: BookEntry, { frames, failure }: Frames): Promise<void> {
  exchange.startStream('sse', { connection: 'close' });
  const half = frames.slice(0, Math.floor(frames.length / 2));
  switch (entry.fault) {
    case 'empty answer':
      break;
    case 'malformed beginning':
      await exchange.send('data: {"oops\n\n');
      break;
    case 'error in place of an answer':
      await exchange.send(failure);
      break;
    case 'cut in the middle':
    case 'no end':
      for (const each of half) await exchange.send(each);
      break;
    case 'error in the middle':
      for (const each of [...half, failure]) await exchange.send(each);
      break;
    case 'stall in the middle':
      for (const each of half) await exchange.send(each);
      return;
    case 'cut inside a character':
      await exchange.send(upToEuro(frames.join('')));
      break;
    default:
      entry.hasToldUsage = true;
      for (const each of entry.fault === 'cut after the last word' ? frames.slice(0, -1) : frames) {
        await exchange.send(each);
      }
  }
  if (entry.fault.startsWith('cut')) exchange.cut();
  else exchange.end();
}

const chatWhole: Play = (exchange, entry) =>
  whole(exchange, entry, { ...chatCompletion({ content: entry.text }), usage: chatUsage(entry) });

const messageWhole: Play = (exchange, entry) =>
  whole(exchange, entry, {
    id: 'msg_fake',
    type: 'message',
    role: 'assistant',
    model: 'claude-fake',
    content: [{ type: 'text', text: entry.text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: entry.input, output_tokens: entry.output },
  });

async function whole(exchange: UpstreamExchange, entry: BookEntry, body: object): Promise<void> {
  const json = Buffer.from(JSON.stringify(body));
  const headers = { 'content-type': 'application/json' };
  switch (entry.fault) {
    case 'empty answer':
      exchange.respond(200, '', headers);
      return;
    case 'malformed beginning':
      exchange.respond(200, '{"id":', headers);
      return;
    case 'error in place of an answer':
    case 'error in the middle':
      exchange.json({ error: { message: 'On purpose.', type: 'server_error' } }, 502);
      return;
    case 'none':
      entry.hasToldUsage = true;
      exchange.respond(200, json, headers);
      return;
    default:
      exchange.announce(200, { ...headers, 'content-length': json.length });
      await exchange.send(json.subarray(0, json.indexOf(EURO) + 1));
      if (entry.fault !== 'stall in the middle') exchange.cut();
  }
}

const EURO = Buffer.from('€');

/** All of it, or all up to the middle of the first character that has several bytes. */
function upToEuro(text: string): Buffer {
  const bytes = Buffer.from(text);
  const at = bytes.indexOf(EURO);
  return at === -1 ? bytes : bytes.subarray(0, at + 1);
}

function frame(data: object, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

function isStreamed({ request }: UpstreamExchange): boolean {
  return request.json()['stream'] === true;
}
