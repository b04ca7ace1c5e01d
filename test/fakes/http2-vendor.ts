import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createSecureServer, type Http2Stream, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const file = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** Who signed the fake vendors' certificate: itself. For `NODE_EXTRA_CA_CERTS`. */
export const VENDOR_CA_FILE = file('vendor.crt');
export const VENDOR_TLS = { cert: readFileSync(VENDOR_CA_FILE), key: readFileSync(file('vendor.key')) };

type OnCall = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;

/** A vendor that speaks HTTP/2 over TLS and answers as the test says. */
export class Http2Vendor implements AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  connections = 0;
  /** PINGs so far. */
  pings = 0;
  readonly sessions = new Set<ServerHttp2Session>();
  readonly #server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: ReturnType<typeof createSecureServer>, onCall: OnCall) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    server.on('session', (session) => {
      this.connections += 1;
      this.sessions.add(session);
      session.on('ping', () => (this.pings += 1));
      session.on('error', () => undefined);
      session.on('close', () => this.sessions.delete(session));
    });
    server.on('stream', (stream, headers) => {
      // A gateway that leaves is what some tests are about.
      stream.on('error', () => undefined);
      onCall(stream, headers);
    });
  }

  static async start(onCall: OnCall, { callsAtOnce }: { callsAtOnce?: number } = {}): Promise<Http2Vendor> {
    const settings = callsAtOnce === undefined ? {} : { maxConcurrentStreams: callsAtOnce };
    const server = createSecureServer({ ...VENDOR_TLS, settings }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Http2Vendor(server, onCall);
  }

  get origin(): string {
    return `https://localhost:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }
}

/** A whole answer. */
export function answer(stream: ServerHttp2Stream, body: string, contentType = 'application/json'): void {
  stream.respond({ ':status': 200, 'content-type': contentType });
  stream.end(body);
}

/** Resolves when the stream is no more, with HTTP/2's word for why. */
export async function resetOf(stream: Http2Stream): Promise<number | undefined> {
  if (!stream.closed) await once(stream, 'close');
  return stream.rstCode;
}
