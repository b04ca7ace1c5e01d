import { json } from '../upstream/scenarios.ts';
import { namedSse } from './named-sse.ts';
import { inPieces, inWords } from './pieces.ts';
import type { Says, Vendor } from './vendor.ts';

const KINDS: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

const START = { id: 'msg_fake', type: 'message', role: 'assistant', model: 'claude-fake', stop_sequence: null };

function* events({ text, call }: Says): Generator<object> {
  const usage = { input_tokens: 11, output_tokens: 1 };
  yield { type: 'message_start', message: { ...START, content: [], stop_reason: null, usage } };
  yield { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } };
  yield { type: 'ping' };
  for (const piece of inWords(text)) {
    yield { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: piece } };
  }
  yield { type: 'content_block_stop', index: 0 };
  if (call) {
    const block = { type: 'tool_use', id: call.id, name: call.name, input: {} };
    yield { type: 'content_block_start', index: 1, content_block: block };
    for (const piece of ['', ...inPieces(call.arguments)]) {
      yield { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: piece } };
    }
    yield { type: 'content_block_stop', index: 1 };
  }
  const delta = { stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null };
  yield { type: 'message_delta', delta, usage: { input_tokens: 11, output_tokens: 7 } };
  yield { type: 'message_stop' };
}

export const anthropicVendor: Vendor = {
  name: 'anthropic',
  dialect: 'anthropic-messages',
  model: 'anthropic/claude-fake',
  endpoints: { whole: 'anthropic.messages', stream: 'anthropic.messages' },
  whole: ({ text, call }) =>
    json({
      ...START,
      content: [
        { type: 'text', text },
        ...(call ? [{ type: 'tool_use', id: call.id, name: call.name, input: call.arguments }] : []),
      ],
      stop_reason: call ? 'tool_use' : 'end_turn',
      usage: { input_tokens: 11, output_tokens: 7 },
    }),
  stream: (says) => namedSse([...events(says)]),
  fails: ({ status, message, headers }) =>
    json({ type: 'error', error: { type: KINDS[status] ?? 'api_error', message } }, status, headers),
  failsAfter: (text, message) =>
    namedSse([...[...events({ text })].slice(0, 4), { type: 'error', error: { type: 'overloaded_error', message } }]),
};
