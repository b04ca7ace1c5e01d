import type {
  Response,
  ResponseFunctionToolCall,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponseReasoningItem,
} from 'openai/resources/responses/responses';
import type { Scenario } from './scenarios.ts';

/** Answers in the shape of OpenAI's Responses. A test names only what it is about. */
export const RESPONSES_USAGE = {
  input_tokens: 11,
  input_tokens_details: { cached_tokens: 3, cache_write_tokens: 0 },
  output_tokens: 7,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 18,
};

/** `output_text` and `access_programs` are fields of the SDK, not of the wire. */
type WireResponse = Omit<Response, 'output_text' | 'access_programs'>;

export function responseOf(output: ResponseOutputItem[], more: Partial<WireResponse> = {}): WireResponse {
  return {
    id: 'resp_fake',
    object: 'response',
    created_at: 1_760_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    model: 'gpt-fake-2026-01-01',
    output,
    parallel_tool_calls: true,
    temperature: 1,
    tool_choice: 'auto',
    tools: [],
    top_p: 1,
    usage: RESPONSES_USAGE,
    ...more,
  };
}

export function messageItem(text: string): ResponseOutputMessage {
  const content = [{ type: 'output_text' as const, text, annotations: [], logprobs: [] }];
  return { id: 'msg_fake', type: 'message', status: 'completed', role: 'assistant', content };
}

export function callItem(callId: string, name: string, input: object): ResponseFunctionToolCall {
  return {
    id: `fc_${callId}`,
    type: 'function_call',
    status: 'completed',
    call_id: callId,
    name,
    arguments: JSON.stringify(input),
  };
}

export function reasoningItem(encrypted: string, summary = ''): ResponseReasoningItem {
  return {
    id: 'rs_fake',
    type: 'reasoning',
    summary: summary === '' ? [] : [{ type: 'summary_text', text: summary }],
    encrypted_content: encrypted,
  };
}

/** The events of a whole response; texts and inputs come in pieces of three characters. */
export function responseEvents(response: WireResponse): object[] {
  const begun = { ...response, status: 'in_progress', output: [], usage: null };
  return [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...response.output.flatMap(itemEvents),
    { type: `response.${response.status}`, response },
  ].map((event, index) => ({ ...event, sequence_number: index }));
}

/** As OpenAI frames them: each event named, no terminator. */
export function responseFrames(events: readonly object[]): string {
  return events
    .map((event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

/** These frames, and the end of the body. */
export const framed =
  (frames: string): Scenario =>
  async (exchange) => {
    await exchange.startStream().send(frames);
    exchange.end();
  };

export const responseStream = (response: WireResponse): Scenario => framed(responseFrames(responseEvents(response)));

function itemEvents(item: ResponseOutputItem, index: number): object[] {
  const done = { type: 'response.output_item.done', output_index: index, item };
  if (item.type === 'message') {
    const place = { item_id: item.id, output_index: index, content_index: 0 };
    const [part] = item.content;
    const text = part?.type === 'output_text' ? part.text : '';
    return [
      {
        type: 'response.output_item.added',
        output_index: index,
        item: { ...item, status: 'in_progress', content: [] },
      },
      { type: 'response.content_part.added', ...place, part: { type: 'output_text', text: '', annotations: [] } },
      ...pieces(text).map((delta) => ({ type: 'response.output_text.delta', ...place, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...place, text, logprobs: [] },
      { type: 'response.content_part.done', ...place, part },
      done,
    ];
  }
  if (item.type === 'function_call') {
    const place = { item_id: item.id, output_index: index };
    return [
      {
        type: 'response.output_item.added',
        output_index: index,
        item: { ...item, status: 'in_progress', arguments: '' },
      },
      ...pieces(item.arguments).map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
      { type: 'response.function_call_arguments.done', ...place, arguments: item.arguments },
      done,
    ];
  }
  const summary =
    item.type === 'reasoning' ? item.summary.flatMap((part, at) => summaryEvents(item.id, index, part, at)) : [];
  const begun = item.type === 'reasoning' ? { ...item, summary: [] } : item;
  return [{ type: 'response.output_item.added', output_index: index, item: begun }, ...summary, done];
}

function summaryEvents(itemId: string, index: number, part: ResponseReasoningItem.Summary, at: number): object[] {
  const place = { item_id: itemId, output_index: index, summary_index: at };
  return [
    { type: 'response.reasoning_summary_part.added', ...place, part: { ...part, text: '' } },
    ...pieces(part.text).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...place, delta })),
    { type: 'response.reasoning_summary_text.done', ...place, text: part.text },
    { type: 'response.reasoning_summary_part.done', ...place, part },
  ];
}

function pieces(text: string): string[] {
  return text.match(/.{1,3}/gsu) ?? [];
}
