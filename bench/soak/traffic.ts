import type { BookkeepingVendor } from '../../test/fakes/bookkeeping.vendor.ts';
import { FAULTY_ROUTES } from '../../test/fakes/faulty-routes.ts';
import { anthropicMessagesDoor } from '../../test/setup/doors/anthropic-messages.door.ts';
import type { Door } from '../../test/setup/doors/index.ts';
import { openaiChatDoor } from '../../test/setup/doors/openai-chat.door.ts';
import { readAnswer } from '../../test/setup/doors/read-answer.ts';

const DOORS = [openaiChatDoor, anthropicMessagesDoor];
/** Of the clients of streams. */
const LEAVING_SHARE = 0.05;
/** A request that takes longer hangs: the route's own total is ten seconds. */
const HANG_MS = 60_000;
/** Else each request would begin one, and bindings would fill their bound for an hour, which looks like a leak. */
const SESSIONS = 2000;
/** Of unexplained errors that are kept to be shown. */
const MOST_SHOWN = 20;

export interface Counts {
  asked: number;
  complete: number;
  failed: number;
  left: number;
  unexplained: number;
}

/** Clients that ask as fast as they are answered, through two doors, streamed and whole; some leave in the middle. */
export class Traffic {
  readonly counts: Counts = { asked: 0, complete: 0, failed: 0, left: 0, unexplained: 0 };
  readonly unexplained: string[] = [];
  /** The network broke connections at this time last, monotonic milliseconds. */
  brokeAt = -Infinity;
  #isStopped = false;

  constructor(
    private readonly gateway: { readonly port: number; readonly key: string },
    private readonly vendor: BookkeepingVendor,
    private readonly random: () => number,
  ) {}

  stop(): void {
    this.#isStopped = true;
  }

  async run(clients: number): Promise<void> {
    await Promise.all(
      Array.from({ length: clients }, async () => {
        while (!this.#isStopped) await this.#ask();
      }),
    );
  }

  async #ask(): Promise<void> {
    const requestId = `soak-${this.counts.asked++}`;
    const startedAt = performance.now();
    const door = DOORS[this.random() < 0.5 ? 0 : 1]!;
    const stream = this.random() < 0.6;
    try {
      const response = await this.#send(door, requestId, stream);
      if (stream && response.status === 200 && this.random() < LEAVING_SHARE) await this.#leave(response);
      else await this.#read(response, door, { requestId, stream, startedAt });
    } catch (error) {
      this.#unexplained(`${requestId}: ${String(error)}`);
    } finally {
      this.vendor.forget(requestId);
    }
  }

  #send(door: Door, requestId: string, stream: boolean): Promise<Response> {
    const model = FAULTY_ROUTES[this.random() < 0.5 ? 0 : 1];
    const { path, body } = door.ask({
      model,
      stream,
      prompt: `${requestId}: tell me. ${'More. '.repeat(this.random() * 200)}`,
    });
    return fetch(`http://127.0.0.1:${this.gateway.port}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-request-id': requestId,
        'x-session-id': `session-${Math.floor(this.random() * SESSIONS)}`,
        ...door.headers(this.gateway.key),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(HANG_MS),
    });
  }

  async #leave(response: Response): Promise<void> {
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    this.counts.left += 1;
  }

  async #read(
    response: Response,
    door: Door,
    { requestId, stream, startedAt }: { requestId: string; stream: boolean; startedAt: number },
  ): Promise<void> {
    const { text, error } = await readAnswer(response, door, stream);
    const calls = this.vendor.billed(requestId);
    if (error === null) {
      this.counts.complete += 1;
      if (!calls.some((call) => call.text === text)) this.#unexplained(`${requestId}: nobody said "${text}"`);
      return;
    }
    this.counts.failed += 1;
    const isExplained = calls.some(({ fault }) => fault !== 'none') || this.brokeAt >= startedAt - 1000;
    // Both targets may be cooling down after the faults of others.
    const isResting = calls.length === 0 && response.status === 503;
    if (!isExplained && !isResting) this.#unexplained(`${requestId}: ${response.status} ${error}`);
  }

  #unexplained(what: string): void {
    this.counts.unexplained += 1;
    if (this.unexplained.length < MOST_SHOWN) this.unexplained.push(what);
  }
}
