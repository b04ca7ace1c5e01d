import type { JsonObject } from '../../../kernel/json.js';
import { outputLimit } from '../../protocols/output-limit.js';

/** JSON has numbers of any size; more than that no limit allows, and sums of it are whole. */
const MOST_TOKENS = 1_000_000_000_000;

/** Tokens that the client lets the answer have at most, over all of its choices; `null` where it does not say. */
export function outputCap(body: JsonObject): number | null {
  const limit = outputLimit(body);
  return limit === null ? null : Math.min(limit * choices(body), MOST_TOKENS);
}

function choices({ n }: JsonObject): number {
  return typeof n === 'number' && n > 1 ? Math.ceil(n) : 1;
}
