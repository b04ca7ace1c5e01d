/** What is known of a request before it is answered. */
export interface LoggedRequest {
  readonly requestId: string;
  /** The same as in the ledger: together they name the row. */
  readonly startedAt: string;
  readonly keyId: string;
  readonly userId: string;
  readonly teamId: string | null;
  readonly dialect: string;
  readonly model: string;
  readonly contentType: string;
}

/** One request as it is being answered. What is over the limit is counted and not kept. */
export class LogEntry {
  readonly prompt: Buffer;
  readonly promptBytes: number;
  status = 0;
  answerBytes = 0;
  /** `null` for what is always JSON. */
  contentType: string | null = null;
  streamed = false;
  #pieces: Buffer[] = [];
  #kept = 0;
  #ended = false;

  constructor(
    readonly request: LoggedRequest,
    body: Buffer,
    private readonly maxBytes: number,
    private readonly onEnd: (entry: LogEntry) => void,
  ) {
    this.promptBytes = body.length;
    // A copy: a slice would hold on to all of a large body.
    this.prompt = Buffer.from(body.subarray(0, maxBytes));
  }

  get answer(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  /** What it holds of memory, in bytes. */
  get size(): number {
    return this.prompt.length + this.#kept;
  }

  begin(status: number, contentType: string | null, streamed: boolean): void {
    this.status = status;
    this.contentType = contentType;
    this.streamed = streamed;
  }

  add(piece: Buffer | string): void {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    this.answerBytes += bytes.length;
    const room = this.maxBytes - this.#kept;
    if (room <= 0) return;
    const kept = Buffer.from(bytes.subarray(0, room));
    this.#pieces.push(kept);
    this.#kept += kept.length;
  }

  /** Further calls do nothing. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.onEnd(this);
  }
}
