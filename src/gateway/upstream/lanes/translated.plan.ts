import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject } from '../../../kernel/json.js';
import type { AnswerEvent } from '../../protocols/canonical/event.js';
import { refuseLosses } from '../../protocols/canonical/loss.js';
import type { Capabilities, DecoderContext, EncoderContext, ProtocolCodec } from '../../protocols/codec.js';
import { noFacts } from '../../protocols/tap.js';
import { translateRequest } from '../../protocols/translate-request.js';
import type { ProviderInstance, Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import { createFrameReader } from '../frames/index.js';
import type { LanePlan } from './lane-plan.js';
import { failureOf, note, TranslatedLane } from './translated.lane.js';

/** Dialects differ: the request goes through the canonical model, and the answer the same way back. */
export function planTranslated(
  ask: UpstreamAsk,
  target: Target,
  from: ProtocolCodec,
  to: ProtocolCodec,
  capabilities: Capabilities,
): LanePlan {
  const provider = target.instance.name;
  const { request, body, losses } = translateRequest(ask.body, from, to, capabilities);
  refuseLosses(losses, `${provider} (${target.model})`, { strict: ask.strict });

  const decoding: DecoderContext = { provider, answerId: ask.requestId };
  const encoding: EncoderContext = {
    model: target.model,
    id: ask.requestId,
    created: Math.floor(Date.now() / 1000),
    includeUsage: request.includeUsage ?? false,
    request,
  };
  return {
    kind: 'translated',
    dialect: to.dialect,
    body: Buffer.from(JSON.stringify({ ...body, model: target.model })),
    losses,
    openStream: () =>
      new TranslatedLane(
        createFrameReader(to.framing, provider),
        to.createStreamDecoder(decoding),
        from.createStreamEncoder(encoding),
        target.instance,
      ),
    readWhole: (bytes) => readWhole(bytes, target.instance, from, to, decoding, encoding),
  };
}

function readWhole(
  bytes: Buffer,
  instance: ProviderInstance,
  from: ProtocolCodec,
  to: ProtocolCodec,
  decoding: DecoderContext,
  encoding: EncoderContext,
): ReturnType<LanePlan['readWhole']> {
  const facts = noFacts();
  const events: AnswerEvent[] = [];
  for (const event of to.decodeResponse(parse(bytes, instance.name), decoding)) {
    if (event.type === 'error') throw failureOf(event, instance);
    note(facts, event);
    events.push(event);
  }
  return { body: Buffer.from(JSON.stringify(from.encodeResponse(events, encoding))), facts };
}

function parse(bytes: Buffer, provider: string): Parameters<ProtocolCodec['decodeResponse']>[0] {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch (error) {
    // Not the parser's own words: they quote the answer, and this goes into the log.
    throw new GatewayError('provider_invalid_response', { provider, reason: 'the body is not JSON' }, { cause: error });
  }
  if (isJsonObject(value)) return value;
  throw new GatewayError('provider_invalid_response', { provider, reason: 'the body is no JSON object' });
}
