import { json, openaiError } from '../upstream/scenarios.ts';
import { namedSse } from './named-sse.ts';
import { inPieces, inWords } from './pieces.ts';
import type { Says, Vendor } from './vendor.ts';

const USAGE = {
  input_tokens: 11,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 18,
};

function message(text: string, status = 'completed') {
  const content = [{ type: 'output_text', text, annotations: [], logprobs: [] }];
  return { id: 'msg_fake', type: 'message', status, role: 'assistant', content: status === 'completed' ? content : [] };
}

function functionCall({ id, name, arguments: input }: NonNullable<Says['call']>, status = 'completed') {
  const written = status === 'completed' ? JSON.stringify(input) : '';
  return { id: 'fc_fake', type: 'function_call', status, call_id: id, name, arguments: written };
}

function response(status: string, output: readonly object[], more: object = {}) {
  return {
    id: 'resp_fake',
    object: 'response',
    created_at: 1_760_000_000,
    status,
    model: 'o3-fake',
    output,
    error: null,
    incomplete_details: null,
    tools: [],
    parallel_tool_calls: true,
    usage: status === 'completed' ? USAGE : null,
    ...more,
  };
}

function outputOf({ text, call }: Says): object[] {
  return [message(text), ...(call ? [functionCall(call)] : [])];
}

function* events(says: Says): Generator<object> {
  const { text, call } = says;
  yield { type: 'response.created', response: response('in_progress', []) };
  yield { type: 'response.in_progress', response: response('in_progress', []) };
  yield { type: 'response.output_item.added', output_index: 0, item: message('', 'in_progress') };
  const place = { item_id: 'msg_fake', output_index: 0, content_index: 0 };
  const part = { type: 'output_text', text: '', annotations: [], logprobs: [] };
  yield { type: 'response.content_part.added', ...place, part };
  for (const delta of inWords(text)) yield { type: 'response.output_text.delta', ...place, delta, logprobs: [] };
  yield { type: 'response.output_text.done', ...place, text, logprobs: [] };
  yield { type: 'response.content_part.done', ...place, part: { ...part, text } };
  yield { type: 'response.output_item.done', output_index: 0, item: message(text) };
  if (call) {
    const at = { item_id: 'fc_fake', output_index: 1 };
    yield { type: 'response.output_item.added', output_index: 1, item: functionCall(call, 'in_progress') };
    for (const delta of inPieces(call.arguments)) {
      yield { type: 'response.function_call_arguments.delta', ...at, delta };
    }
    yield { type: 'response.function_call_arguments.done', ...at, arguments: JSON.stringify(call.arguments) };
    yield { type: 'response.output_item.done', output_index: 1, item: functionCall(call) };
  }
  yield { type: 'response.completed', response: response('completed', outputOf(says)) };
}

function numbered(list: Iterable<object>): object[] {
  return [...list].map((event, index) => ({ ...event, sequence_number: index }));
}

/** The model is of a family that has no other API. */
export const openaiResponsesVendor: Vendor = {
  name: 'openai',
  dialect: 'openai-responses',
  model: 'openai/gpt-fake-codex',
  endpoints: { whole: 'openai.responses', stream: 'openai.responses' },
  whole: (says) => json(response('completed', outputOf(says))),
  stream: (says) => namedSse(numbered(events(says))),
  fails: ({ status, message: words, headers }) => openaiError(status, { message: words }, headers),
  failsAfter(text, words) {
    const begun = [...events({ text })].slice(0, 5);
    const error = { type: 'server_error', code: 'server_error', message: words, param: null };
    const failed = response('failed', [], { error: { code: 'server_error', message: words } });
    return namedSse(numbered([...begun, { type: 'error', error }, { type: 'response.failed', response: failed }]));
  },
};
