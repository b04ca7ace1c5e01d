import { finalize, type Observable, tap } from 'rxjs';
import type { GatewayError } from '../../../kernel/errors.js';
import type { AnswerHead, ClientResponse, FlatHeaders, FlowControl } from '../../pipeline/ingress-call.js';
import type { LogEntry } from '../../request-log/log-entry.js';

/** A client's side of a request that notes what the client was answered. */
export class RecordedResponse implements ClientResponse {
  constructor(
    private readonly client: ClientResponse,
    private readonly entry: LogEntry,
  ) {}

  get opened(): boolean {
    return this.client.opened;
  }
  get ended(): GatewayError | null {
    return this.client.ended;
  }
  get onEnded(): ClientResponse['onEnded'] {
    return this.client.onEnded;
  }
  set onEnded(callback: ClientResponse['onEnded']) {
    this.client.onEnded = callback;
  }

  expectStream(head: () => FlatHeaders): void {
    this.client.expectStream(head);
  }

  sendWhole(head: AnswerHead, body: Buffer): void {
    this.entry.begin(head.status, head.contentType, false);
    this.entry.add(body);
    this.entry.end();
    this.client.sendWhole(head, body);
  }

  sendStream(head: AnswerHead, frames: Observable<Buffer | string>, flow: FlowControl): void {
    this.entry.begin(head.status, head.contentType, true);
    const noted = frames.pipe(
      tap((frame) => this.entry.add(frame)),
      finalize(() => this.entry.end()),
    );
    this.client.sendStream(head, noted, flow);
  }

  sendError(error: GatewayError, headers: FlatHeaders): void {
    this.entry.begin(this.client.opened ? 200 : error.status, null, false);
    this.entry.add(JSON.stringify({ error: { code: error.code, message: error.message } }));
    this.entry.end();
    this.client.sendError(error, headers);
  }
}
