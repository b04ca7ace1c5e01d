/** Reads a streamed body as far as a test wants to. */
export class BodyReader {
  #text = '';
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(response: Response) {
    if (!response.body) throw new Error('The answer has no body');
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Everything read so far. */
  get text(): string {
    return this.#text;
  }

  /** Reads on until the text holds this so many times; an error if the body ends before. Returns everything read. */
  async until(wanted: string, times = 1): Promise<string> {
    while (this.#text.split(wanted).length <= times) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`The body ended without ${JSON.stringify(wanted)}: ${this.#text}`);
      this.#text += value;
    }
    return this.#text;
  }

  /** Reads to the end. Returns everything. */
  async all(): Promise<string> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return this.#text;
      this.#text += value;
    }
  }
}
