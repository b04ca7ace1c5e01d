import { Injectable } from '@nestjs/common';
import type { GatewayError } from '../../../kernel/errors.js';

/** An answer that is still being given. */
export interface OpenResponse {
  /** Ends it now, properly: an error in the client's own dialect. */
  terminate(reason: GatewayError): void;
}

/** What this process is answering now; a shutdown that has run out of patience ends the rest. */
@Injectable()
export class OpenResponses {
  readonly #open = new Set<OpenResponse>();

  get size(): number {
    return this.#open.size;
  }

  add(response: OpenResponse): void {
    this.#open.add(response);
  }

  delete(response: OpenResponse): void {
    this.#open.delete(response);
  }

  terminateAll(reason: GatewayError): void {
    for (const response of this.#open) response.terminate(reason);
  }
}
