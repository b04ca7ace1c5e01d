import type { JsonObject } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import { FieldReader } from '../canonical/field-reader.js';
import { assertNesting } from '../canonical/nesting.js';
import type { CanonicalRequest } from '../canonical/request.js';
import type { DecodedRequest, RequestAddress } from '../codec.js';
import { decodeContents, decodeSystem } from './contents.decode.js';
import { OWN_FIELDS } from './dispositions.js';
import { decodeOutput } from './output.decode.js';
import { snakeCase } from './spelling.js';
import { decodeThinking } from './thinking.js';
import { decodeTools } from './tools.decode.js';

/** A body of POST /v1beta/models/{model}:generateContent; model and stream stand in the URL. */
export function decodeRequest(raw: JsonObject, { model, stream }: RequestAddress): DecodedRequest {
  assertNesting(raw);
  const body = new FieldReader(raw, '', snakeCase);
  // Some SDKs repeat it; the URL decides.
  body.string('model');
  const config = body.child('generationConfig');
  const output = decodeOutput(config);
  const thinking = decodeThinking(config?.child('thinkingConfig'));
  const tools = decodeTools(body);
  const logprobs = config?.boolean('responseLogprobs');
  const topLogprobs = config?.integer('logprobs');
  const ownConfig: JsonObject = {
    ...config?.own(OWN_FIELDS.generationConfig),
    ...output.asSent,
    ...(Object.keys(thinking.asSent).length > 0 ? { thinkingConfig: thinking.asSent } : {}),
  };

  const request: CanonicalRequest = {
    model,
    stream,
    includeUsage: true,
    messages: [...decodeSystem(body), ...decodeContents(body)],
    tools: tools.tools,
    toolChoice: tools.toolChoice,
    output: output.output,
    sampling: {
      temperature: config?.number('temperature'),
      topP: config?.number('topP'),
      topK: config?.number('topK'),
      seed: config?.integer('seed'),
      frequencyPenalty: config?.number('frequencyPenalty'),
      presencePenalty: config?.number('presencePenalty'),
      stop: config?.strings('stopSequences'),
    },
    reasoning: thinking.reasoning,
    maxOutputTokens: config?.integer('maxOutputTokens'),
    choices: config?.integer('candidateCount'),
    logprobs: logprobs === undefined ? undefined : { enabled: logprobs, top: topLogprobs },
    serviceTier: decodeTier(body.string('serviceTier')),
    extensions: extensionsOf('gemini', {
      ...body.own(OWN_FIELDS.request),
      ...tools.asSent,
      ...(Object.keys(ownConfig).length > 0 ? { generationConfig: ownConfig } : {}),
    }),
  };
  return { request, residue: body.residue(), own: body.ownFields() };
}

function decodeTier(tier: string | undefined): string | undefined {
  const word = tier?.toLowerCase();
  return word === 'unspecified' ? undefined : word;
}
