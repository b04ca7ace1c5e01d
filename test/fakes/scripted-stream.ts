import type { GatewayError } from '../../src/kernel/errors.js';
import { Secret } from '../../src/kernel/secret.js';
import { clientCodec, vendorCodec } from '../../src/gateway/protocols/index.js';
import { chatVerbatim } from '../../src/gateway/protocols/openai-chat/verbatim.js';
import { LOCAL_PROVIDER } from '../../src/gateway/providers/environment.js';
import { createFrameReader } from '../../src/gateway/upstream/frames/index.js';
import { type BodySink, type Exchange, ExchangeAborted } from '../../src/gateway/upstream/exchange.js';
import { FrameStream } from '../../src/gateway/upstream/frame-stream.js';
import type { StreamPatience } from '../../src/gateway/upstream/stream-patience.js';
import { TranslatedLane } from '../../src/gateway/upstream/lanes/translated.lane.js';
import { VerbatimLane } from '../../src/gateway/upstream/lanes/verbatim.lane.js';

export const VENDOR_KEY = 'sk-canary-of-the-vendor';
const INSTANCE = { ...LOCAL_PROVIDER, name: 'fake', credentials: { apiKey: new Secret(VENDOR_KEY) } };
export const FIRST = chunk({ role: 'assistant', content: 'Once' });
export const FINISH = chunk({}, 'stop');
export const DONE = 'data: [DONE]\n\n';

export function chunk(delta: object, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ id: 'chatcmpl-1', created: 1, model: 'gpt-fake', choices })}\n\n`;
}

/** An upstream in the test's hands: what the network would bring, in these very pieces. */
export class ScriptedExchange implements Exchange {
  readonly head = Promise.resolve({ status: 200, headers: {} });
  readonly reused = false;
  readonly sent = true;
  sink!: BodySink;
  isAborted = false;
  isPaused = false;

  attach(sink: BodySink): void {
    this.sink = sink;
  }
  data(text: string): void {
    this.sink.data(Buffer.from(text));
  }
  pause(): void {
    this.isPaused = true;
  }
  resume(): void {
    this.isPaused = false;
  }
  abort(): void {
    this.isAborted = true;
    this.sink.error(new ExchangeAborted());
  }
}

export function verbatim(onHeld: ((held: FrameStream) => void) | null = null, patience?: StreamPatience) {
  const exchange = new ScriptedExchange();
  const tap = chatVerbatim.createTap({ withholdUsage: false, choices: 1 });
  const call = { target: { instance: INSTANCE, model: 'gpt-fake' }, requestId: 'req_1' };
  const stream = new FrameStream(
    exchange,
    new VerbatimLane(tap, clientCodec('openai-chat'), call, chatVerbatim),
    'fake',
    onHeld,
    patience,
  );
  return { exchange, stream, seen: watch(stream) };
}

export function translated(onHeld: ((held: FrameStream) => void) | null = null, patience?: StreamPatience) {
  const exchange = new ScriptedExchange();
  const lane = new TranslatedLane(
    createFrameReader('ndjson', 'fake'),
    vendorCodec('ollama-chat').createStreamDecoder({ provider: 'fake', answerId: 'req_1' }),
    clientCodec('openai-chat').createStreamEncoder({
      model: 'llama-fake',
      id: 'req_1',
      created: 1,
      includeUsage: false,
    }),
    {
      instance: INSTANCE,
      client: clientCodec('openai-chat').dispositions,
      vendor: vendorCodec('ollama-chat').dispositions,
    },
  );
  const stream = new FrameStream(exchange, lane, 'fake', onHeld, patience);
  return { exchange, stream, seen: watch(stream) };
}

/** What a client sees from the moment it subscribes. */
function watch(stream: FrameStream) {
  const seen = {
    text: '',
    /** `complete`, or the error's code. */
    end: 'open' as string,
    wholes: 0,
    subscribe: () =>
      stream.frames.subscribe({
        next: (frames) => (seen.text += frames.toString()),
        complete: () => (seen.end = 'complete'),
        error: (error: GatewayError) => (seen.end = error.code),
      }),
  };
  stream.onWhole = () => (seen.wholes += 1);
  return seen;
}
