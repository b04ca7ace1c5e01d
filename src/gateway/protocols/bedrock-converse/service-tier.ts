import type { FeatureLoss } from '../canonical/loss.js';

/** Words of OpenAI and Anthropic for the same; `auto` leaves it to the vendor, who decides when nothing is said. */
const TIERS: Readonly<Record<string, string | undefined>> = {
  auto: undefined,
  default: 'default',
  standard_only: 'default',
  flex: 'flex',
  priority: 'priority',
  reserved: 'reserved',
};

export function encodeServiceTier(tier: string | undefined): {
  readonly tier?: { readonly type: string };
  readonly losses: readonly FeatureLoss[];
} {
  if (tier === undefined) return { losses: [] };
  if (!Object.hasOwn(TIERS, tier)) {
    return { losses: [{ feature: 'service-tier', disposition: 'dropped', reason: `Bedrock has no tier "${tier}"` }] };
  }
  const type = TIERS[tier];
  return { tier: type === undefined ? undefined : { type }, losses: [] };
}
