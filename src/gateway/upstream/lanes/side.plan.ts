import { GatewayError } from '../../../kernel/errors.js';
import { editMembers } from '../../../kernel/json-bytes/edit-members.js';
import { refuseLosses } from '../../protocols/canonical/loss.js';
import type { SideTranslation } from '../../protocols/side-translation.js';
import { noFacts } from '../../protocols/tap.js';
import type { ProviderAdapter, Target } from '../../providers/provider.js';
import type { UpstreamAsk } from '../attempt.js';
import { targetEdits } from './edits/target-edits.js';
import type { LanePlan } from './lane-plan.js';
import { parseAnswer } from './parse-answer.js';

/** A side call in the target's own words. Its answer comes whole. Throws 400 where a field is refused. */
export function planSide(
  ask: UpstreamAsk,
  target: Target,
  translation: SideTranslation,
  adapter: ProviderAdapter,
): LanePlan {
  const provider = target.instance.name;
  const call = translation.translate(ask.body, target.model);
  const { edits, losses: atTarget } = targetEdits(translation.to, call.body, target, adapter);
  const losses = [...call.losses, ...atTarget];
  refuseLosses(losses, `${provider} (${target.model})`, { strict: ask.strict });
  return {
    kind: 'translated',
    dialect: translation.to,
    body: Buffer.from(JSON.stringify(editMembers(call.body, edits))),
    contentType: 'application/json',
    losses,
    openStream: () => null,
    readWhole(bytes) {
      const answer = call.readAnswer(parseAnswer(bytes, provider));
      if (answer === null) {
        const reason = `no ${translation.to} answer in the body`;
        throw new GatewayError('provider_invalid_response', { provider, reason });
      }
      const facts = { ...noFacts(), usage: answer.usage, complete: true, terminated: true };
      return { body: Buffer.from(JSON.stringify(answer.body)), facts, contentType: null };
    },
  };
}
