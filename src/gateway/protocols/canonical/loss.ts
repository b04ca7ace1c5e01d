import { GatewayError } from '../../../kernel/errors.js';
import type { JsonPointer } from '../../../kernel/json.js';
import type { Feature } from './feature.js';
import { toParam } from './json-pointer.js';

/**
 * What happened to a field that the other side has no place for.
 * - adjusted: carried with another value (clamped, renamed where meaning shifts)
 * - dropped: a tuning knob or vendor hint; the answer is still the answer. Reported.
 * - refused: without it the answer would be another one. The request fails with 400.
 */
export type Disposition = 'adjusted' | 'dropped' | 'refused';

/** A loss in the client's own words. */
export interface Loss {
  readonly pointer: JsonPointer;
  readonly disposition: Disposition;
  /** Half a sentence for the client: "Ollama has no tool_choice". */
  readonly reason: string;
}

/** A loss as an encoder sees it, before the client's dialect names the field. */
export interface FeatureLoss {
  readonly feature: Feature;
  readonly origin?: JsonPointer;
  readonly disposition: Disposition;
  readonly reason: string;
}

/** What `x-gateway-dropped-params` lists: `temperature, messages[0].name`. */
export function lostParams(losses: readonly Loss[]): string[] {
  return [...new Set(losses.map((loss) => toParam(loss.pointer)))];
}

/**
 * Throws `unsupported_parameter` for the first refused loss; `strict` clients refuse dropped fields too.
 * @param target what to call the other side in the message: "Ollama (llama3)"
 */
export function refuseLosses(losses: readonly Loss[], target: string, options: { strict: boolean }): void {
  const fatal =
    losses.find((loss) => loss.disposition === 'refused') ??
    (options.strict ? losses.find((loss) => loss.disposition === 'dropped') : undefined);
  if (!fatal) return;
  throw new GatewayError('unsupported_parameter', { param: toParam(fatal.pointer), target, reason: fatal.reason });
}
