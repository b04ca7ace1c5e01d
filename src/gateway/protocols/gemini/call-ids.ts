/** Ids for calls that come without one, as most of Gemini's do, and the calls that results belong to. */
export class CallIds {
  #open: { readonly id: string; readonly name: string }[] = [];
  #count = 0;

  /** @param said the call's own id, where it has one */
  ofCall(said: string | undefined, name: string): string {
    this.#count += 1;
    const id = said ?? `call_${this.#count}`;
    this.#open.push({ id, name });
    return id;
  }

  /** Results without an id answer the calls of their name in the order in which these were made. */
  ofResult(said: string | undefined, name: string): string {
    const call = this.#open.find((open) => (said === undefined ? open.name === name : open.id === said));
    this.#open = this.#open.filter((open) => open !== call);
    return said ?? call?.id ?? `call_${name}`;
  }
}
