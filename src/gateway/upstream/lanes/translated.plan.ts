import { GatewayError } from '../../../kernel/errors.js';
import { editMembers } from '../../../kernel/json-bytes/edit-members.js';
import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { bindSignature } from '../../protocols/canonical/bound-signature.js';
import type { AnswerEvent } from '../../protocols/canonical/event.js';
import { refuseLosses } from '../../protocols/canonical/loss.js';
import type { ClientCodec, DecoderContext, EncoderContext, VendorCodec } from '../../protocols/codec.js';
import { noFacts } from '../../protocols/tap.js';
import { translateRequest } from '../../protocols/translate-request.js';
import type { ProviderAdapter, ProviderInstance, Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import { createFrameReader } from '../frames/index.js';
import { targetEdits } from './edits/target-edits.js';
import type { LanePlan } from './lane-plan.js';
import { failureOf, note, TranslatedLane } from './translated.lane.js';

export interface Translation {
  readonly from: ClientCodec;
  readonly to: VendorCodec;
  readonly adapter: ProviderAdapter;
}

/** Dialects differ: the request goes through the canonical model, and the answer the same way back. */
export function planTranslated(ask: UpstreamAsk, target: Target, { from, to, adapter }: Translation): LanePlan {
  const provider = target.instance.name;
  const address = { model: target.model, stream: ask.stream };
  const capabilities = adapter.capabilities(target.instance, target.model);
  const translated = translateRequest(ask.body, from, to, { address, capabilities, provider });
  const { request, body } = translated;
  const { edits, losses: atTarget } = targetEdits(to.dialect, body, target, adapter);
  const losses = [...translated.losses, ...atTarget];
  refuseLosses(losses, `${provider} (${target.model})`, { strict: ask.strict });

  const decoding: DecoderContext = { provider, answerId: ask.requestId };
  const encoding: EncoderContext = {
    model: target.model,
    id: ask.answerId ?? ask.requestId,
    created: Math.floor(Date.now() / 1000),
    includeUsage: request.includeUsage ?? false,
    request,
    continues: ask.continues,
    onAnswer: ask.onAnswer,
  };
  return {
    kind: 'translated',
    dialect: to.dialect,
    body: Buffer.from(JSON.stringify(editMembers(body, edits))),
    losses,
    openStream: () =>
      new TranslatedLane(
        createFrameReader(to.framing, provider),
        to.createStreamDecoder(decoding),
        from.createStreamEncoder(encoding),
        { instance: target.instance, client: from.dispositions, vendor: to.dispositions },
      ),
    readWhole: (bytes) => readWhole(bytes, target.instance, from, to, decoding, encoding),
  };
}

function readWhole(
  bytes: Buffer,
  instance: ProviderInstance,
  from: ClientCodec,
  to: VendorCodec,
  decoding: DecoderContext,
  encoding: EncoderContext,
): ReturnType<LanePlan['readWhole']> {
  const facts = noFacts();
  const events: AnswerEvent[] = [];
  for (const event of to.decodeResponse(parse(bytes, instance.name), decoding)) {
    if (event.type === 'error') throw failureOf(event, instance);
    note(facts, event, from.dispositions);
    events.push(bindSignature(event, to.dispositions, instance.name));
  }
  return { body: Buffer.from(JSON.stringify(from.encodeResponse(events, encoding))), facts };
}

function parse(bytes: Buffer, provider: string): JsonObject {
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
