import { GatewayError } from '../../../kernel/errors.js';
import type { ProtocolCodec } from '../../protocols/codec.js';
import { verbatimReaderFor } from '../../protocols/index.js';
import type { Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import { editBody } from '../../../kernel/json-bytes/edit-body.js';
import type { LanePlan } from './lane-plan.js';
import { chatEdits } from './verbatim.edits.js';
import { VerbatimLane } from './verbatim.lane.js';

/** Ingress dialect = a dialect of the target: the client's bytes go out, the vendor's come back. */
export function planVerbatim(ask: UpstreamAsk, target: Target, codec: ProtocolCodec): LanePlan {
  const { edits, losses, withholdUsage } = chatEdits(ask.body, target);
  const reader = verbatimReaderFor(ask.dialect);
  const provider = target.instance.name;
  return {
    kind: 'verbatim',
    dialect: ask.dialect,
    body: edits.length === 0 ? ask.rawBody : editBody(ask.rawBody, edits),
    losses,
    openStream: () =>
      new VerbatimLane(reader.createTap({ withholdUsage, choices: choicesOf(ask.body) }), codec, {
        target,
        requestId: ask.requestId,
      }),
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
