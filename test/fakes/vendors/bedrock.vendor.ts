import { type AwsEvent, awsMessage } from '../upstream/aws-event-stream.ts';
import { json, type Scenario } from '../upstream/scenarios.ts';
import { inPieces, inWords } from './pieces.ts';
import type { Says, Vendor } from './vendor.ts';

const USAGE = { inputTokens: 11, outputTokens: 7, totalTokens: 18 };

const KINDS: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  401: 'UnrecognizedClientException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  429: 'ThrottlingException',
  500: 'InternalServerException',
};

function toolUse({ id, name }: NonNullable<Says['call']>) {
  return { toolUseId: id, name };
}

function* events({ text, call }: Says): Generator<AwsEvent> {
  yield { type: 'messageStart', payload: { role: 'assistant' } };
  for (const piece of inWords(text)) {
    yield { type: 'contentBlockDelta', payload: { contentBlockIndex: 0, delta: { text: piece } } };
  }
  yield { type: 'contentBlockStop', payload: { contentBlockIndex: 0 } };
  if (call) {
    yield { type: 'contentBlockStart', payload: { contentBlockIndex: 1, start: { toolUse: toolUse(call) } } };
    for (const input of inPieces(call.arguments)) {
      yield { type: 'contentBlockDelta', payload: { contentBlockIndex: 1, delta: { toolUse: { input } } } };
    }
    yield { type: 'contentBlockStop', payload: { contentBlockIndex: 1 } };
  }
  yield { type: 'messageStop', payload: { stopReason: call ? 'tool_use' : 'end_turn' } };
  yield { type: 'metadata', payload: { usage: USAGE, metrics: { latencyMs: 1 } } };
}

const stream =
  (list: Iterable<AwsEvent>): Scenario =>
  async (exchange) => {
    exchange.startStream('sse', { 'content-type': 'application/vnd.amazon.eventstream' });
    for (const event of list) await exchange.send(awsMessage(event));
    exchange.end();
  };

export const bedrockVendor: Vendor = {
  name: 'bedrock',
  dialect: 'bedrock-converse',
  model: 'bedrock/anthropic.claude-fake',
  endpoints: { whole: 'bedrock.converse', stream: 'bedrock.stream' },
  whole: ({ text, call }) =>
    json({
      output: {
        message: {
          role: 'assistant',
          content: [{ text }, ...(call ? [{ toolUse: { ...toolUse(call), input: call.arguments } }] : [])],
        },
      },
      stopReason: call ? 'tool_use' : 'end_turn',
      usage: USAGE,
      metrics: { latencyMs: 1 },
    }),
  stream: (says) => stream(events(says)),
  fails: ({ status, message, headers }) =>
    json({ message }, status, {
      'x-amzn-errortype': `${KINDS[status] ?? 'ServiceException'}:http://internal/`,
      ...headers,
    }),
  failsAfter: (text, message) =>
    stream([...[...events({ text })].slice(0, 2), { type: 'internalServerException', payload: { message } }]),
};
