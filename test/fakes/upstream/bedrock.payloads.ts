import type { AwsEvent } from './aws-event-stream.ts';

/** Answers in the shapes of Bedrock's Converse. A test names only what it is about. */
export const CONVERSE_USAGE = {
  inputTokens: 5,
  outputTokens: 7,
  totalTokens: 18,
  cacheReadInputTokens: 4,
  cacheWriteInputTokens: 2,
};

export const FOUNDATION_MODELS = {
  modelSummaries: [
    { modelId: 'amazon.nova-fake-v1:0', providerName: 'Amazon', inferenceTypesSupported: ['ON_DEMAND'] },
    { modelId: 'anthropic.claude-fake', providerName: 'Anthropic', inferenceTypesSupported: ['INFERENCE_PROFILE'] },
  ],
};

export const INFERENCE_PROFILES = {
  inferenceProfileSummaries: [{ inferenceProfileId: 'us.anthropic.claude-fake', type: 'SYSTEM_DEFINED' }],
};

export function converseAnswer(content: readonly object[], stopReason = 'end_turn'): object {
  return {
    output: { message: { role: 'assistant', content } },
    stopReason,
    usage: CONVERSE_USAGE,
    metrics: { latencyMs: 12 },
  };
}

/** A whole stream out of the events of its blocks. Every payload is padded, as Bedrock does it. */
export function converseEvents(blocks: readonly AwsEvent[], stopReason = 'end_turn'): AwsEvent[] {
  const events: AwsEvent[] = [
    { type: 'messageStart', payload: { role: 'assistant' } },
    ...blocks,
    { type: 'messageStop', payload: { stopReason } },
    { type: 'metadata', payload: { usage: CONVERSE_USAGE, metrics: { latencyMs: 12 } } },
  ];
  return events.map(({ type, payload }, index) => ({
    type,
    payload: { ...payload, p: 'abcdefgh'.slice(0, index % 8) },
  }));
}

/** A block of text or reasoning: it begins with its first delta. */
export function deltas(contentBlockIndex: number, ...pieces: readonly object[]): AwsEvent[] {
  return [
    ...pieces.map((delta) => ({ type: 'contentBlockDelta', payload: { contentBlockIndex, delta } })),
    { type: 'contentBlockStop', payload: { contentBlockIndex } },
  ];
}

export function toolUse(contentBlockIndex: number, call: object, ...inputs: readonly string[]): AwsEvent[] {
  return [
    { type: 'contentBlockStart', payload: { contentBlockIndex, start: { toolUse: call } } },
    ...deltas(contentBlockIndex, ...inputs.map((input) => ({ toolUse: { input } }))),
  ];
}
