import {
  message,
  messageEvents,
  textBlock,
  thinkingBlock,
  toolUseBlock,
} from '../fakes/upstream/anthropic.payloads.ts';
import { converseAnswer, converseEvents, deltas, toolUse } from '../fakes/upstream/bedrock.payloads.ts';
import type { Endpoint } from '../fakes/upstream/endpoints.ts';
import { geminiChunk, geminiStream } from '../fakes/upstream/gemini.payloads.ts';
import type { RecordedRequest } from '../fakes/upstream/recorded-request.ts';
import {
  callItem,
  messageItem,
  reasoningItem,
  responseOf,
  responseStream,
} from '../fakes/upstream/responses.payloads.ts';
import { awsEvents, json, namedSse, type Scenario } from '../fakes/upstream/scenarios.ts';

/** A vendor whose model thinks and calls the tool, and who signs both. */
export interface SignedVendor {
  readonly dialect: string;
  readonly model: string;
  readonly endpoints: { readonly whole: Endpoint; readonly stream: Endpoint };
  readonly whole: Scenario;
  readonly stream: Scenario;
  /** An answer to the next turn: `DONE`. */
  readonly done: Scenario;
  /** What it issued, as it wants it back. */
  readonly issued: readonly unknown[];
  /** What of it is in a request of the next turn. */
  returned(request: RecordedRequest): readonly unknown[];
  /** The vendor takes signatures of this other one as well, as its documentation says. */
  readonly alsoTakes?: string;
}

export const TOOL = 'weather';
export const ARGUMENTS = { place: 'Bremen' };
export const DONE = 'It rains.';
const THOUGHT = 'I should look.';

/** Base64, for some SDKs decode the field; begins unlike the others' so that each can be told in a text. */
const signedBy = (issuer: string) => Buffer.from(`canary signed by ${issuer}, and long enough`).toString('base64');

const THINKING = thinkingBlock(THOUGHT, signedBy('anthropic'));
const REDACTED = { type: 'redacted_thinking' as const, data: signedBy('anthropic, in secret') };
const BLOCKS = [THINKING, REDACTED, toolUseBlock('toolu_1', TOOL, ARGUMENTS)];

const anthropic: SignedVendor = {
  dialect: 'anthropic-messages',
  model: 'anthropic/claude-fake',
  endpoints: { whole: 'anthropic.messages', stream: 'anthropic.messages' },
  whole: json(message(BLOCKS, 'tool_use')),
  stream: namedSse(messageEvents(BLOCKS, 'tool_use')),
  done: json(message([textBlock(DONE)])),
  issued: [THINKING, REDACTED],
  returned: (request) =>
    request
      .json<{ messages: { content: { type: string }[] }[] }>()
      .messages.flatMap(({ content }) => content)
      .filter(({ type }) => type?.endsWith('thinking')),
  alsoTakes: 'bedrock-converse',
};

const REASONING = { reasoningText: { text: THOUGHT, signature: signedBy('bedrock') } };
const REDACTED_REASONING = { redactedContent: signedBy('bedrock, in secret') };
const BEDROCK_CALL = { toolUseId: 'tooluse_1', name: TOOL };

const bedrock: SignedVendor = {
  dialect: 'bedrock-converse',
  model: 'bedrock/anthropic.claude-fake',
  endpoints: { whole: 'bedrock.converse', stream: 'bedrock.stream' },
  whole: json(
    converseAnswer(
      [
        { reasoningContent: REASONING },
        { reasoningContent: REDACTED_REASONING },
        { toolUse: { ...BEDROCK_CALL, input: ARGUMENTS } },
      ],
      'tool_use',
    ),
  ),
  stream: awsEvents(
    converseEvents(
      [
        ...deltas(
          0,
          { reasoningContent: { text: THOUGHT } },
          { reasoningContent: { signature: REASONING.reasoningText.signature } },
        ),
        ...deltas(1, { reasoningContent: REDACTED_REASONING }),
        ...toolUse(2, BEDROCK_CALL, JSON.stringify(ARGUMENTS)),
      ],
      'tool_use',
    ),
  ),
  done: json(converseAnswer([{ text: DONE }])),
  issued: [REASONING, REDACTED_REASONING],
  returned: (request) =>
    request
      .json<{ messages: { content: { reasoningContent?: object }[] }[] }>()
      .messages.flatMap(({ content }) => content)
      .flatMap(({ reasoningContent }) => reasoningContent ?? []),
  alsoTakes: 'anthropic-messages',
};

const GEMINI_CALL = {
  functionCall: { name: TOOL, args: ARGUMENTS },
  thoughtSignature: signedBy('gemini'),
};

const gemini: SignedVendor = {
  dialect: 'gemini',
  model: 'gemini/gemini-3-fake',
  endpoints: { whole: 'gemini.generate', stream: 'gemini.stream' },
  whole: json(geminiChunk([{ text: THOUGHT, thought: true }, GEMINI_CALL], 'STOP')),
  stream: geminiStream([
    geminiChunk([{ text: THOUGHT, thought: true }]),
    geminiChunk([GEMINI_CALL]),
    geminiChunk([{ text: '' }], 'STOP'),
  ]),
  done: json(geminiChunk([{ text: DONE }], 'STOP')),
  issued: [GEMINI_CALL.thoughtSignature],
  returned: (request) =>
    request
      .json<{ contents: { parts: { thoughtSignature?: string }[] }[] }>()
      .contents.flatMap(({ parts }) => parts)
      .flatMap(({ thoughtSignature }) => thoughtSignature ?? []),
};

const ITEM = reasoningItem(signedBy('openai'), THOUGHT);
const RESPONSE = responseOf([ITEM, callItem('call_1', TOOL, ARGUMENTS)]);

export const RESPONSES: SignedVendor = {
  dialect: 'openai-responses',
  // Of a family that has no other API.
  model: 'openai/gpt-fake-codex',
  endpoints: { whole: 'openai.responses', stream: 'openai.responses' },
  whole: json(RESPONSE),
  stream: responseStream(RESPONSE),
  done: json(responseOf([messageItem(DONE)])),
  issued: [ITEM],
  returned: (request) => request.json<{ input: { type: string }[] }>().input.filter(({ type }) => type === 'reasoning'),
};

export const SIGNED_VENDORS: readonly SignedVendor[] = [anthropic, bedrock, gemini, RESPONSES];
