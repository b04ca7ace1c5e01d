import type { JsonObject } from '../../kernel/json.js';
import type { TokenUsage } from '../../kernel/token-usage.js';
import type { Loss } from './canonical/loss.js';
import type { SideDialect } from './dialect.js';

/** A call beside answers, in the target's words. */
export interface TranslatedSideCall {
  readonly body: JsonObject;
  /** Everything that will not arrive as said, in the client's own field names. Refused ones are among them. */
  readonly losses: readonly Loss[];
  /** The target's answer in the client's words; `null` for what is no answer. */
  readAnswer(answer: JsonObject): TranslatedSideAnswer | null;
}

export interface TranslatedSideAnswer {
  readonly body: JsonObject;
  readonly usage: TokenUsage;
}

/** A side call of one wire format as the same call of another. Pure, like the codecs. */
export interface SideTranslation {
  readonly from: SideDialect;
  readonly to: SideDialect;
  /**
   * Throws GatewayError (missing_field, invalid_field) naming the field.
   * @param model its name at the target
   */
  translate(raw: JsonObject, model: string): TranslatedSideCall;
}
