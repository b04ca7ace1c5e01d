import { GatewayError } from '../../../kernel/errors.js';
import { clientCodec, isClientDialect, verbatimReaderFor } from '../../protocols/index.js';
import type { ProviderAdapter, Target } from '../../providers/provider.js';
import type { WireFormat } from '../../protocols/dialect.js';
import type { ClientCodec } from '../../protocols/codec.js';
import type { UpstreamAsk } from '../attempt.js';
import { editBody } from '../../../kernel/json-bytes/edit-body.js';
import type { LanePlan } from './lane-plan.js';
import { targetEdits } from './edits/target-edits.js';
import { VerbatimLane } from './verbatim.lane.js';

/** Ingress dialect = a dialect of the target: the client's bytes go out, the vendor's come back. */
export function planVerbatim(ask: UpstreamAsk, target: Target, adapter: ProviderAdapter): LanePlan {
  const { edits, losses, withholdUsage } = targetEdits(ask.dialect, ask.body, target, adapter);
  const reader = verbatimReaderFor(ask.dialect);
  const provider = target.instance.name;
  return {
    kind: 'verbatim',
    dialect: ask.dialect,
    body: edits.length === 0 ? ask.rawBody : editBody(ask.rawBody, edits),
    losses,
    openStream() {
      const tap = reader.createTap({ withholdUsage, choices: choicesOf(ask.body) });
      return new VerbatimLane(tap, speakerOf(ask.dialect), { target, requestId: ask.requestId });
    },
    readWhole(body) {
      const facts = reader.readWhole(body);
      if (!facts.complete) {
        throw new GatewayError('provider_invalid_response', {
          provider,
          reason: `no ${ask.dialect} answer in the body`,
        });
      }
      return { body, facts };
    },
  };
}

/** `n` as OpenAI means it; what is no number is the vendor's to refuse. */
function choicesOf({ n }: UpstreamAsk['body']): number {
  return typeof n === 'number' ? n : 1;
}

/** Who words our own frames in a stream of this format. Side calls that stream are OpenAI's. */
function speakerOf(format: WireFormat): Pick<ClientCodec, 'framing' | 'renderInterruption'> {
  return clientCodec(isClientDialect(format) ? format : 'openai-chat');
}
