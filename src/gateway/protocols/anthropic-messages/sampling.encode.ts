import type { JsonObject } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { Sampling } from '../canonical/request.js';
import type { ModelRules } from './models.js';

type Knob = 'temperature' | 'top-p' | 'top-k';

/** Sampling as far as model and thinking leave room for it. */
export function encodeSampling(
  { temperature, topP, topK, stop }: Sampling,
  rules: ModelRules,
  options: { readonly thinking: boolean },
): { fields: JsonObject; losses: FeatureLoss[] } {
  const losses: FeatureLoss[] = [];
  const drop = (feature: Knob, reason: string): undefined => {
    losses.push({ feature, disposition: 'dropped', reason });
  };
  const unless = (refusal: string | undefined, feature: Knob, value: number | undefined): number | undefined =>
    value !== undefined && refusal !== undefined ? drop(feature, refusal) : value;

  const byModel = rules.sampling ? undefined : 'this model takes no sampling parameters';
  // https://platform.claude.com/docs/en/build-with-claude/extended-thinking: not compatible with temperature and top_k.
  const byThinking = options.thinking ? 'Anthropic samples as it likes while it thinks' : undefined;
  const clamped = temperature === undefined ? undefined : Math.min(temperature, 1);
  // The default, said aloud, is taken by every model.
  const kept = clamped === 1 ? 1 : unless(byModel ?? byThinking, 'temperature', clamped);
  if (kept !== undefined && temperature !== undefined && kept !== temperature) {
    losses.push({
      feature: 'temperature',
      disposition: 'adjusted',
      reason: `Anthropic takes temperatures up to 1; 1 is sent instead of ${temperature}`,
    });
  }
  return {
    fields: {
      temperature: kept,
      top_p: unless(byModel, 'top-p', topP),
      top_k: unless(byModel ?? byThinking, 'top-k', topK),
      stop_sequences: stop && encodeStop(stop, losses),
    },
    losses,
  };
}

/** "each stop sequence must contain non-whitespace", says the API. */
function encodeStop(stop: readonly string[], losses: FeatureLoss[]): string[] {
  const taken = stop.filter((sequence) => sequence.trim() !== '');
  if (taken.length < stop.length) {
    const reason = 'Anthropic takes no stop sequence of white space; it is left out';
    losses.push({ feature: 'stop', disposition: 'adjusted', reason });
  }
  return taken;
}
