import { GatewayError } from '../../../kernel/errors.js';
import { isClientDialect, speakerOf, verbatimReaderFor } from '../../protocols/index.js';
import type { ProviderAdapter, Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import { ByteLane } from './byte.lane.js';
import { editedBody } from './edits/edited-body.js';
import { targetEdits } from './edits/target-edits.js';
import type { LanePlan } from './lane-plan.js';
import { VerbatimLane } from './verbatim.lane.js';

/** Ingress dialect = a dialect of the target: the client's bytes go out, the vendor's come back. */
export function planVerbatim(ask: UpstreamAsk, target: Target, adapter: ProviderAdapter): LanePlan {
  const { edits, losses, withholdUsage } = targetEdits(ask.dialect, ask.body, target, adapter);
  const reader = verbatimReaderFor(ask.dialect);
  const provider = target.instance.name;
  const isSideCall = !isClientDialect(ask.dialect);
  return {
    kind: 'verbatim',
    dialect: ask.dialect,
    body: editedBody(ask, edits),
    contentType: ask.contentType,
    losses,
    openStream(contentType) {
      const travel = isSideCall ? travelOf(contentType, ask.stream) : ask.stream ? 'frames' : 'whole';
      if (travel === 'whole') return null;
      if (travel === 'bytes') return new ByteLane(contentType);
      const tap = reader.createTap({ withholdUsage, choices: reader.choicesIn?.(ask.body) ?? 1 });
      return new VerbatimLane(tap, speakerOf(ask.dialect), { target, requestId: ask.requestId }, reader);
    },
    readWhole(body, contentType) {
      const facts = reader.readWhole(body);
      if (!facts.complete) {
        throw new GatewayError('provider_invalid_response', {
          provider,
          reason: `no ${ask.dialect} answer in the body`,
        });
      }
      return { body, facts, contentType: isSideCall && contentType !== '' ? contentType : null };
    },
  };
}

/**
 * How the answer of a side call travels is the vendor's word: speech is sound or events, and a model that cannot stream
 * answers whole although a stream was asked for
 * (https://platform.openai.com/docs/api-reference/audio/createTranscription, `stream`).
 */
function travelOf(contentType: string, asksForStream: boolean): 'whole' | 'frames' | 'bytes' {
  const type = contentType.toLowerCase();
  if (type.startsWith('text/event-stream')) return 'frames';
  if (type.includes('json')) return 'whole';
  // Transcripts come as text of several kinds; some servers call their event streams so.
  if (type === '' || type.startsWith('text/')) return asksForStream ? 'frames' : 'whole';
  return 'bytes';
}
