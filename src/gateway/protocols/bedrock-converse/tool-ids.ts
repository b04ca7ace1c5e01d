/** Converse's own rule, and the shorter one of the models of Mistral (vercel/ai normalize-tool-call-id.ts). */
const CONVERSE_ID = /^[a-zA-Z0-9_.:-]{1,64}$/;
const MISTRAL_ID = /^[a-zA-Z0-9]{9}$/;

/**
 * Ids of tool calls as the model takes them. Those of other vendors that it would refuse get new ones, by the order in
 * which they come, so that a conversation that grows keeps the ids (and the prompt cache) of its beginning.
 */
export class ToolIds {
  readonly #replaced = new Map<string, string>();

  constructor(private readonly isMistral: boolean) {}

  of(id: string): string {
    if ((this.isMistral ? MISTRAL_ID : CONVERSE_ID).test(id)) return id;
    let replacement = this.#replaced.get(id);
    if (replacement === undefined) {
      replacement = `call${String(this.#replaced.size).padStart(5, '0')}`;
      this.#replaced.set(id, replacement);
    }
    return replacement;
  }
}
