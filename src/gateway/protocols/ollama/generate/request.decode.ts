import type { JsonObject } from '../../../../kernel/json.js';
import { extensionsOf } from '../../canonical/extensions.js';
import { FieldReader } from '../../canonical/field-reader.js';
import { assertNesting } from '../../canonical/nesting.js';
import type { CanonicalMessage, CanonicalRequest, ContentPart } from '../../canonical/request.js';
import type { DecodedRequest } from '../../codec.js';
import { decodeFormat } from '../format.js';
import { decodeImages } from '../images.decode.js';
import { decodeOptions } from '../options.js';
import { decodeThink } from '../think.js';
import { OWN_FIELDS } from './dispositions.js';

/** A body of POST /api/generate: one prompt becomes a conversation of one message. */
export function decodeRequest(raw: JsonObject): DecodedRequest {
  assertNesting(raw);
  const body = new FieldReader(raw);
  const model = body.requiredString('model', 'Name a model; GET /api/tags lists them.');
  const options = decodeOptions(body, OWN_FIELDS.options);
  const logprobs = body.boolean('logprobs');
  const topLogprobs = body.integer('top_logprobs');

  const request: CanonicalRequest = {
    model,
    stream: body.boolean('stream') ?? true,
    includeUsage: true,
    messages: decodeMessages(body),
    output: decodeFormat(body),
    sampling: options.sampling,
    reasoning: decodeThink(body),
    maxOutputTokens: options.maxOutputTokens,
    logprobs: logprobs === undefined ? undefined : { enabled: logprobs, top: topLogprobs },
    extensions: extensionsOf('ollama-generate', { ...body.own(OWN_FIELDS.request), ...options.own }),
  };
  return { request, residue: body.residue(), own: body.ownFields() };
}

function decodeMessages(body: FieldReader): CanonicalMessage[] {
  const system = body.string('system');
  const prompt = body.string('prompt');
  const content: ContentPart[] = [
    ...(prompt ? [{ kind: 'text' as const, text: prompt, origin: '/prompt' }] : []),
    ...decodeImages(body),
  ];
  return [
    ...(system
      ? [{ role: 'system' as const, content: [{ kind: 'text' as const, text: system }], origin: '/system' }]
      : []),
    ...(content.length === 0 ? [] : [{ role: 'user' as const, content }]),
  ];
}
