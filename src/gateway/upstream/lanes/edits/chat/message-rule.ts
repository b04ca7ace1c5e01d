import type { JsonObject } from '../../../../../kernel/json.js';
import type { Loss } from '../../../../protocols/codec.js';
import type { ProviderInstance } from '../../../../providers/provider.js';

/** One message as the server wants it. Returns the very same object where there is nothing to change. */
export type MessageRule = (message: JsonObject, context: MessageContext) => JsonObject;

export interface MessageContext {
  /** Where the message stands: `/messages/3`. */
  readonly pointer: string;
  readonly instance: ProviderInstance;
  /** Of all messages so far; rules add theirs. */
  readonly losses: Loss[];
}
