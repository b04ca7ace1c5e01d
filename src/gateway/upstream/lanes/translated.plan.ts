import type { GatewayError } from '../../../kernel/errors.js';
import { editMembers } from '../../../kernel/json-bytes/edit-members.js';
import type { ClientTable } from '../../protocols/canonical/disposition-table.js';
import { bindSignature } from '../../protocols/canonical/bound-signature.js';
import type { AnswerEvent } from '../../protocols/canonical/event.js';
import { refuseLosses } from '../../protocols/canonical/loss.js';
import type { ClientCodec, DecoderContext, EncoderContext, VendorCodec } from '../../protocols/codec.js';
import { clientCodec, isClientDialect } from '../../protocols/index.js';
import { noFacts } from '../../protocols/tap.js';
import { translateRequest } from '../../protocols/translate-request.js';
import type { ProviderAdapter, ProviderInstance, Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import { inClientWords } from './client-words.js';
import { createFrameReader } from '../frames/index.js';
import { targetEdits } from './edits/target-edits.js';
import type { LanePlan } from './lane-plan.js';
import { parseAnswer } from './parse-answer.js';
import { brokenEnding, failureOf, note, TranslatedLane } from './translated.lane.js';

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
  const spoken = tableOf(to);
  const losses = [
    ...translated.losses,
    ...atTarget.map((loss) => (spoken ? inClientWords(loss, spoken, from.dispositions, ask.body) : loss)),
  ];
  refuseLosses(losses, `${provider} (${target.model})`, { strict: ask.strict });

  const decoding: DecoderContext = { provider, answerId: ask.requestId };
  const startedAt = performance.now();
  const encoding: EncoderContext = {
    model: target.model,
    id: ask.answerId ?? ask.requestId,
    created: Math.floor(Date.now() / 1000),
    includeUsage: request.includeUsage ?? false,
    elapsedMs: () => performance.now() - startedAt,
    request,
    continues: ask.continues,
    onAnswer: ask.onAnswer,
  };
  return {
    kind: 'translated',
    dialect: to.dialect,
    body: Buffer.from(JSON.stringify(editMembers(body, edits))),
    contentType: 'application/json',
    losses,
    openStream: () =>
      ask.stream
        ? new TranslatedLane(
            createFrameReader(to.framing, provider),
            to.createStreamDecoder(decoding),
            from.createStreamEncoder(encoding),
            { instance: target.instance, client: from.dispositions, vendor: to.dispositions },
          )
        : null,
    readWhole: (bytes) => readWhole(bytes, target.instance, from, to, decoding, encoding),
  };
}

/** What a body of the vendor's dialect says where, for dialects that clients speak too. */
function tableOf({ dialect }: VendorCodec): ClientTable | undefined {
  return isClientDialect(dialect) ? clientCodec(dialect).dispositions : undefined;
}

const NO_BODY = Buffer.alloc(0);

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
  let failure: GatewayError | undefined;
  for (const event of to.decodeResponse(parseAnswer(bytes, instance.name), decoding)) {
    if (event.type === 'error') {
      failure ??= failureOf(event, instance);
      continue;
    }
    failure ??= brokenEnding(event, from.dispositions, instance) ?? undefined;
    note(facts, event, from.dispositions);
    events.push(bindSignature(event, to.dispositions, instance.name));
  }
  if (failure !== undefined) return { body: NO_BODY, facts, contentType: null, failure };
  return { body: Buffer.from(JSON.stringify(from.encodeResponse(events, encoding))), facts, contentType: null };
}
