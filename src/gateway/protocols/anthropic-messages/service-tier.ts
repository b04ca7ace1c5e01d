/** The canonical words are OpenAI's: `auto` is priority where the account has it, `default` is the ordinary tier. */
const CANONICAL: Readonly<Record<string, string>> = { auto: 'auto', standard_only: 'default' };
const OWN: Readonly<Record<string, string>> = { auto: 'auto', default: 'standard_only' };

export function decodeTier(said: string | undefined): string | undefined {
  return said === undefined ? undefined : (Object.hasOwn(CANONICAL, said) && CANONICAL[said]) || said;
}

/** `undefined` for tiers that this dialect does not have. */
export function encodeTier(tier: string): string | undefined {
  return Object.hasOwn(OWN, tier) ? OWN[tier] : undefined;
}
