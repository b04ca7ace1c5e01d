import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../../src/gateway/protocols/canonical/capabilities.ts';
import type { AnswerEvent } from '../../src/gateway/protocols/canonical/event.ts';
import type { ClientCodec, EncoderContext } from '../../src/gateway/protocols/codec.ts';
import type { ClientDialect, VendorDialect } from '../../src/gateway/protocols/dialect.ts';
import { CLIENT_CODECS, VENDOR_CODECS } from '../../src/gateway/protocols/index.ts';
import { translateRequest } from '../../src/gateway/protocols/translate-request.ts';
import type { JsonObject, JsonValue } from '../../src/kernel/json.ts';
import { DECODER_CONTEXT, decodeStream, readFrames } from './decode-stream.ts';
import { asSent, requestFixtures } from './fixtures.ts';
import { readableRecordings, recordingsAreHere, recordingsIn } from './recordings.ts';
import { brokenRules, type Spec, specsAreHere } from './wire-specs.ts';

const CONTEXT: EncoderContext = { model: 'm', id: 'answer-1', created: 1_782_000_000, includeUsage: true };

interface Asked {
  readonly spec: Spec;
  readonly schema: string;
  /** Of each kind that requests are written differently for. */
  readonly models: readonly string[];
  /** What the vendor takes and its specification leaves out, with where it is documented instead. */
  readonly beyond: readonly RegExp[];
}

const REQUESTS: Readonly<Record<VendorDialect, Asked>> = {
  'openai-chat': {
    spec: 'openai',
    schema: 'CreateChatCompletionRequest',
    models: ['gpt-5'],
    // The name that DeepSeek, xAI and others gave to what OpenAI's chat cannot say; sound that only other servers play.
    beyond: [/\/reasoning_content: is unknown$/, /\/input_audio\/format: must be one of wav, mp3$/],
  },
  'openai-responses': {
    spec: 'openai',
    schema: 'CreateResponse',
    models: ['gpt-5'],
    // Words of the assistant without the id and status that only stored items have, and pictures without a detail: both
    // are in OpenAI's own guides (conversation state, images and vision).
    beyond: [/\/content\/\*\/type: must be one of input_text$/, /\/content\/\*\/detail: is required$/],
  },
  'anthropic-messages': {
    spec: 'anthropic',
    schema: 'CreateMessageParams',
    models: ['claude-sonnet-4-5', 'claude-opus-4-6', 'claude-opus-4-8'],
    beyond: [],
  },
  gemini: {
    spec: 'gemini',
    schema: 'GenerateContentRequest',
    models: ['gemini-2.5-flash', 'gemini-3-pro-preview'],
    beyond: [],
  },
  'ollama-chat': {
    spec: 'ollama',
    schema: 'ChatRequest',
    models: ['qwen3'],
    // ollama.api.md and api/types.go have them.
    beyond: [/\/(thinking|tool_name|tool_call_id|tool_calls\/\*\/id): is unknown$/],
  },
  'bedrock-converse': {
    spec: 'bedrock',
    schema: 'ConverseRequest',
    models: ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic.claude-opus-4-8-v1:0', 'amazon.nova-pro-v1:0'],
    beyond: [],
  },
};

interface Answered {
  readonly spec: Spec;
  readonly whole: string;
  readonly event: string;
  /** What clients of the dialect are told against its specification, on purpose. */
  readonly beyond: readonly RegExp[];
}

const ANSWERS: Readonly<Record<ClientDialect, Answered>> = {
  'openai-chat': {
    spec: 'openai',
    whole: 'CreateChatCompletionResponse',
    event: 'CreateChatCompletionStreamResponse',
    // "error" says that the answer failed (docs/architecture.md), "custom" what its whole answers call a custom tool.
    beyond: [/\/finish_reason: must be one of/, /\/tool_calls\/\*\/type: must be one of function$/],
  },
  'openai-responses': {
    spec: 'openai',
    whole: 'Response',
    event: 'ResponseStreamEvent',
    // Null where the vendor counted nothing, as in OpenAI's own first events.
    beyond: [/\/usage: must be object$/],
  },
  'anthropic-messages': {
    spec: 'anthropic',
    whole: 'Message',
    event: 'MessageStreamEvent',
    // The tier is Anthropic's alone, and its SDKs take it for null. Ids stay as their vendor gave them: Kimi reads the name
    // of the function out of "functions.look:0" when it comes back.
    beyond: [/\/usage\/service_tier: is required$/, /\/id: must match/],
  },
  gemini: {
    spec: 'gemini',
    whole: 'GenerateContentResponse',
    event: 'GenerateContentResponse',
    beyond: [],
  },
  'ollama-chat': { spec: 'ollama', whole: 'ChatResponse', event: 'ChatStreamEvent', beyond: [] },
  'ollama-generate': { spec: 'ollama', whole: 'GenerateResponse', event: 'GenerateStreamEvent', beyond: [] },
};

/** Which rule, wherever in a list it is broken. */
const general = (broken: string): string => broken.replaceAll(/\/\d+/g, '/*');

function brokenIn(spec: Spec, schema: string, value: JsonValue, asks: 'request' | 'answer', beyond: readonly RegExp[]) {
  const broken = brokenRules(spec, schema, value, asks).map(general);
  return [...new Set(broken)].filter((rule) => !beyond.some((known) => known.test(rule)));
}

const isAnswer = (event: { readonly type: string }): event is AnswerEvent => event.type !== 'error';

function eventsIn({ framing }: Pick<ClientCodec, 'framing'>, stream: string): JsonObject[] {
  const lines = stream.split('\n').map((line) => (framing === 'sse' ? (/^data: (.*)$/.exec(line)?.[1] ?? '') : line));
  return lines.filter((line) => line.trim() !== '' && line !== '[DONE]').map((line) => JSON.parse(line) as JsonObject);
}

/** What the vendor's own answers break is no rule: SDKs live with it. */
function brokenByItsOwner(dialect: ClientDialect): ReadonlySet<string> {
  const { spec, whole, event } = ANSWERS[dialect];
  const own = readableRecordings().filter(({ codec, status }) => codec.dialect === dialect && status === 200);
  return new Set(
    own.flatMap(({ codec, body, stream }) => [
      ...(body ? brokenRules(spec, whole, body, 'answer') : []),
      ...(stream ? readFrames(codec, stream) : []).flatMap(({ data }) =>
        data.startsWith('{') ? brokenRules(spec, event, JSON.parse(data) as JsonObject, 'answer') : [],
      ),
    ]),
  );
}

describe.skipIf(!recordingsAreHere || !specsAreHere)('by the vendors’ own specifications', () => {
  describe.each(Object.values(VENDOR_CODECS))('a request for $dialect is valid', (vendor) => {
    const { spec, schema, models, beyond } = REQUESTS[vendor.dialect];
    const others = Object.values(CLIENT_CODECS).filter(({ dialect }) => (dialect as string) !== vendor.dialect);

    test.each(others)('from $dialect', (client) => {
      const recorded = client.dialect === 'ollama-generate' ? [] : recordingsIn(client.dialect);
      const asked = [
        ...requestFixtures(client.dialect).map(({ name, content }) => ({ name, body: content })),
        ...recorded.flatMap(({ name, request, status }) => {
          // Azure's clients name the model in the address.
          return request && status === 200 ? [{ name, body: { model: 'm', ...request } }] : [];
        }),
      ];
      const broken = asked.flatMap(({ name, body }) =>
        models.flatMap((model) => {
          const address = { model, stream: false };
          const sent = translateRequest(body, client, vendor, { address, capabilities: EVERY_CAPABILITY });
          if (sent.losses.some(({ disposition }) => disposition === 'refused')) return [];
          return brokenIn(spec, schema, asSent(sent.body), 'request', beyond).map(
            (rule) => `${name} (${model}) ${rule}`,
          );
        }),
      );
      expect(asked.length).toBeGreaterThan(0);
      expect(broken).toEqual([]);
    });
  });

  describe.each(Object.values(CLIENT_CODECS))('an answer for $dialect is valid', (client) => {
    const { spec, whole, event, beyond } = ANSWERS[client.dialect];
    const others = readableRecordings().filter(
      ({ codec, status, body, stream }) =>
        (codec.dialect as string) !== client.dialect && status === 200 && (stream ?? body) !== null,
    );
    const own = brokenByItsOwner(client.dialect);
    const ownRules = new Set([...own].map((rule) => general(rule).replace(/^.*\/(?=[^/]+: )/, '')));
    const isRule = (rule: string) => !ownRules.has(rule.replace(/^.*\/(?=[^/]+: )/, ''));

    test.each(others)('from $name', ({ codec, stream, body }) => {
      const events = (stream ? decodeStream(codec, stream) : codec.decodeResponse(body ?? {}, DECODER_CONTEXT)).filter(
        isAnswer,
      );
      const encoder = client.createStreamEncoder(CONTEXT);
      const streamed = events.map((one) => encoder.encode(one)).join('') + encoder.end();
      const broken = [
        ...brokenIn(spec, whole, asSent(client.encodeResponse(events, CONTEXT)), 'answer', beyond),
        ...eventsIn(client, streamed).flatMap((one) => brokenIn(spec, event, one, 'answer', beyond)),
      ];
      expect(broken.filter(isRule)).toEqual([]);
    });
  });
});
