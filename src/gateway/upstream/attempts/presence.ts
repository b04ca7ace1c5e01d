import type { GatewayError } from '../../../kernel/errors.js';
import type { ClientPresence } from '../attempt.js';

/** Whom an attempt is made for: its client, as long as the attempt itself is still wanted. */
export class Presence implements ClientPresence {
  ended: GatewayError | null = null;
  onEnded: ((reason: GatewayError) => void) | null = null;

  /** The first reason counts. */
  end(reason: GatewayError): void {
    if (this.ended !== null) return;
    this.ended = reason;
    this.onEnded?.(reason);
  }
}
