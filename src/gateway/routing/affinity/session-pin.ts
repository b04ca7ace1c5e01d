import type { AffinityResult } from './affinity-result.js';
import type { Session } from './session.js';
import type { SessionBindings } from './session-bindings.js';

/** One request's session and the target that it is with. */
export class SessionPin {
  /** The target's key; `undefined` where the session has none yet. */
  readonly boundTo: string | undefined;
  #result: AffinityResult = 'none';
  #target: string | null = null;

  constructor(
    private readonly session: Session | null,
    private readonly bindings: SessionBindings,
    private readonly ttlMs: number,
  ) {
    this.boundTo = session === null ? undefined : bindings.find(session);
  }

  get result(): AffinityResult {
    return this.#result;
  }

  /**
   * The request goes to this target first. A new session is bound at once, not when it is answered: its requests often
   * come in parallel, and should meet.
   */
  begins(target: string): void {
    const { session, boundTo, bindings } = this;
    if (session !== null) {
      this.#target = target;
      this.#result = boundTo === undefined ? 'new' : boundTo === target ? 'hit' : 'moved';
      if (this.#result === 'hit') bindings.refresh(session, target, this.ttlMs);
      else bindings.bind(session, target, this.ttlMs);
    }
    bindings.count(this.#result);
  }

  /**
   * This target has answered. One failed attempt does not move a session that is at home elsewhere: what its vendor has
   * cached for it is worth more than the next attempt. One that has just come follows the first answer.
   */
  answered(target: string): void {
    if (this.session === null || this.#result === 'hit' || target === this.#target) return;
    this.#target = target;
    this.bindings.bind(this.session, target, this.ttlMs);
  }
}
