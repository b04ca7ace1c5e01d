import type { JsonObject } from '../../../../kernel/json.js';
import { extensionsOf } from '../../canonical/extensions.js';
import { FieldReader } from '../../canonical/field-reader.js';
import { assertNesting } from '../../canonical/nesting.js';
import type { CanonicalRequest, CanonicalTool } from '../../canonical/request.js';
import type { DecodedRequest } from '../../codec.js';
import { decodeFormat } from '../format.js';
import { decodeOptions } from '../options.js';
import { decodeThink } from '../think.js';
import { OWN_FIELDS } from './dispositions.js';
import { MessageDecoder } from './messages.decode.js';

/** A body of POST /api/chat. */
export function decodeRequest(raw: JsonObject): DecodedRequest {
  assertNesting(raw);
  const body = new FieldReader(raw);
  const model = body.requiredString('model', 'Name a model; GET /api/tags lists them.');
  const messages = new MessageDecoder();
  const options = decodeOptions(body, OWN_FIELDS.options);
  const logprobs = body.boolean('logprobs');
  const topLogprobs = body.integer('top_logprobs');

  const request: CanonicalRequest = {
    model,
    stream: body.boolean('stream') ?? true,
    includeUsage: true,
    messages: (body.children('messages') ?? []).flatMap((message) => messages.decode(message)),
    tools: body.children('tools')?.flatMap((tool) => decodeTool(tool) ?? []),
    output: decodeFormat(body),
    sampling: options.sampling,
    reasoning: decodeThink(body),
    maxOutputTokens: options.maxOutputTokens,
    logprobs: logprobs === undefined ? undefined : { enabled: logprobs, top: topLogprobs },
    extensions: extensionsOf('ollama-chat', {
      ...body.own(OWN_FIELDS.request),
      ...(Object.keys(options.own).length > 0 ? { options: options.own } : {}),
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
