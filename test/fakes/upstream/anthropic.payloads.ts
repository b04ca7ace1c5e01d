import type { ContentBlock, Message, RawMessageStreamEvent } from '@anthropic-ai/sdk/resources/messages';

type StopReason = NonNullable<Message['stop_reason']>;

/** Answers in Anthropic's shapes, as far as the API sends them. A test names only what it is about. */
const ANSWER = { id: 'msg_fake', type: 'message', role: 'assistant', model: 'claude-fake-20260101' } as const;

/** 18 tokens in, of which 4 were read from the cache and 3 written to it; 7 out. */
export const ANTHROPIC_USAGE = {
  input_tokens: 11,
  cache_creation_input_tokens: 3,
  cache_read_input_tokens: 4,
  output_tokens: 7,
  service_tier: 'standard',
};

/** A content block with whatever fields the test cares for. */
export type Block = Pick<ContentBlock, 'type'> & Readonly<Record<string, unknown>>;

export const textBlock = (text: string): Block => ({ type: 'text', text });
export const toolUseBlock = (id: string, name: string, input: object): Block => ({ type: 'tool_use', id, name, input });
export const thinkingBlock = (thinking: string, signature: string): Block => ({
  type: 'thinking',
  thinking,
  signature,
});

export function message(
  content: readonly Block[] = [textBlock('Hello.')],
  stopReason: StopReason = 'end_turn',
): object {
  return { ...ANSWER, content, stop_reason: stopReason, stop_sequence: null, usage: ANTHROPIC_USAGE };
}

export interface StreamedEvent {
  readonly type: RawMessageStreamEvent['type'] | 'ping' | 'error';
  readonly [field: string]: unknown;
}

/** The same answer in events; texts, thoughts and inputs in two pieces each. */
export function messageEvents(
  content: readonly Block[] = [textBlock('Hello.')],
  stopReason: StopReason = 'end_turn',
): StreamedEvent[] {
  const begun = { ...ANSWER, content: [], stop_reason: null, stop_sequence: null };
  return [
    { type: 'message_start', message: { ...begun, usage: { ...ANTHROPIC_USAGE, output_tokens: 1 } } },
    ...content.flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null },
      usage: ANTHROPIC_USAGE,
    },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: Block, index: number): StreamedEvent[] {
  const { empty, deltas } = inPieces(block);
  return [
    { type: 'content_block_start', index, content_block: empty },
    ...(index === 0 ? [{ type: 'ping' } as const] : []),
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta }) as const),
    { type: 'content_block_stop', index },
  ];
}

function inPieces(block: Block): { readonly empty: object; readonly deltas: readonly object[] } {
  switch (block.type) {
    case 'text':
      return {
        empty: { ...block, text: '' },
        deltas: halves(block['text']).map((text) => ({ type: 'text_delta', text })),
      };
    case 'thinking':
      return {
        empty: { ...block, thinking: '', signature: '' },
        deltas: [
          ...halves(block['thinking']).map((thinking) => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature: block['signature'] },
        ],
      };
    case 'tool_use': {
      const json = Object.keys(block['input'] as object).length === 0 ? '' : JSON.stringify(block['input']);
      const pieces = ['', ...halves(json)];
      return {
        empty: { ...block, input: {} },
        deltas: pieces.map((piece) => ({ type: 'input_json_delta', partial_json: piece })),
      };
    }
    default:
      return { empty: block, deltas: [] };
  }
}

function halves(text: unknown): string[] {
  const whole = String(text);
  const middle = Math.ceil(whole.length / 2);
  return [whole.slice(0, middle), whole.slice(middle)].filter((piece) => piece !== '');
}
