import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import { FieldReader } from '../canonical/field-reader.js';
import { assertNesting } from '../canonical/nesting.js';
import type {
  CanonicalRequest,
  CanonicalTool,
  OutputFormat,
  Reasoning,
  ReasoningEffort,
} from '../canonical/request.js';
import type { DecodedRequest } from '../codec.js';
import { OWN_FIELDS } from './dispositions.js';
import { MessageDecoder } from './messages.decode.js';

const LEVELS: readonly ReasoningEffort[] = ['low', 'medium', 'high', 'max'];

/** A body of POST /api/chat. */
export function decodeRequest(raw: JsonObject): DecodedRequest {
  assertNesting(raw);
  const body = new FieldReader(raw);
  const model = body.requiredString('model', 'Name a model; GET /api/tags lists them.');
  const messages = new MessageDecoder();
  const options = body.child('options');
  const limit = options?.integer('num_predict');
  const logprobs = body.boolean('logprobs');
  const topLogprobs = body.integer('top_logprobs');
  const ownOptions = {
    ...options?.own(OWN_FIELDS.options),
    // -1 and -2 mean "no limit" and "until the context is full", which other dialects say by saying nothing.
    ...(limit !== undefined && limit < 0 ? { num_predict: limit } : {}),
  };

  const request: CanonicalRequest = {
    model,
    stream: body.boolean('stream') ?? true,
    includeUsage: true,
    messages: (body.children('messages') ?? []).flatMap((message) => messages.decode(message)),
    tools: body.children('tools')?.flatMap((tool) => decodeTool(tool) ?? []),
    output: decodeFormat(body),
    sampling: {
      temperature: options?.number('temperature'),
      topP: options?.number('top_p'),
      topK: options?.integer('top_k'),
      seed: options?.integer('seed'),
      frequencyPenalty: options?.number('frequency_penalty'),
      presencePenalty: options?.number('presence_penalty'),
      stop: options?.strings('stop'),
    },
    reasoning: decodeThink(body),
    maxOutputTokens: limit !== undefined && limit >= 0 ? limit : undefined,
    logprobs: logprobs === undefined ? undefined : { enabled: logprobs, top: topLogprobs },
    extensions: extensionsOf('ollama-chat', {
      ...body.own(OWN_FIELDS.request),
      ...(Object.keys(ownOptions).length > 0 ? { options: ownOptions } : {}),
    }),
  };
  return { request, residue: body.residue(), own: body.ownFields() };
}

function decodeTool(tool: FieldReader): CanonicalTool | undefined {
  if ((tool.string('type') ?? 'function') !== 'function') {
    tool.leave();
    return undefined;
  }
  const described = tool.requiredChild('function');
  return {
    name: described.requiredString('name'),
    description: described.string('description'),
    parameters: described.object('parameters'),
    origin: tool.pointer,
  };
}

/** `"json"`, a schema, or `""`, which older clients send for "no format". */
function decodeFormat(body: FieldReader): OutputFormat | undefined {
  const format = body.peek('format');
  if (typeof format !== 'string') {
    const schema = body.object('format');
    return schema && { kind: 'json-schema', schema };
  }
  const word = body.oneOf('format', ['', 'json'] as const);
  return word === 'json' ? { kind: 'json' } : undefined;
}

function decodeThink(body: FieldReader): Reasoning | undefined {
  if (typeof body.peek('think') === 'string') {
    const effort = body.oneOf('think', LEVELS);
    return effort && { effort };
  }
  const think = body.boolean('think');
  if (think === undefined) return undefined;
  return { effort: think ? 'medium' : 'none' };
}
