import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { FaultyPipe } from './faulty-pipe.ts';

/** What is wrong with the network. Each fault can be switched while connections are open. */
export interface Faults {
  /** Delay of every byte, each way. */
  latencyMs: number;
  /** Open connections carry nothing; bytes wait and are delivered when the stall ends. */
  isStalled: boolean;
  /** Bytes a second, each way; `null` for no limit. */
  bytesPerSecond: number | null;
  /** A connection is cut after this many bytes to the client; `null` for never. Counted from its beginning. */
  cutAfterBytes: number | null;
  /** A new connection that carries nothing for so long is cut, as load balancers do; `null` for never. */
  idleLimitMs: number | null;
  /** A connection breaks at this place of what the server sends; `null` for never. */
  breaksAt: Break | null;
  /** New connections get these bytes in place of a server, then their end; `null` for a server. */
  garbage: Buffer | null;
}

/**
 * `cut`: ended, as by a process that ends. `reset`: RST, as by a host that crashed and is back. `stall`: the server's bytes
 * stop, everything else goes on. `vanish`: nothing passes either way any more and nobody is told, as behind a firewall that
 * has forgotten the connection.
 */
export type BreakKind = 'cut' | 'reset' | 'stall' | 'vanish';

export interface Break {
  /** After so many bytes of a connection, or in the middle of the first bytes like these. */
  readonly at: number | Buffer;
  readonly how: BreakKind;
}

const NO_FAULTS: Faults = {
  latencyMs: 0,
  isStalled: false,
  bytesPerSecond: null,
  cutAfterBytes: null,
  breaksAt: null,
  garbage: null,
  idleLimitMs: null,
};

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly pipes: readonly FaultyPipe[];
}

/** A TCP proxy on loopback that does to a connection what networks do. */
export class ChaosProxy {
  readonly port: number;
  #faults: Faults = NO_FAULTS;
  #connections = 0;
  readonly #links = new Set<Link>();
  readonly #listener: Server;

  private constructor(
    listener: Server,
    private readonly target: { host: string; port: number },
    private readonly onClientBytes: (bytes: Buffer) => void,
  ) {
    this.#listener = listener;
    this.port = (listener.address() as AddressInfo).port;
    listener.on('connection', (client) => this.#link(client));
  }

  /** `onClientBytes` sees what clients send, as it arrives and before any fault. */
  static async start(
    target: { host: string; port: number },
    onClientBytes: (bytes: Buffer) => void = () => undefined,
  ): Promise<ChaosProxy> {
    const listener = createServer({ allowHalfOpen: true });
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    return new ChaosProxy(listener, target, onClientBytes);
  }

  /** Connections that clients have not ended yet. */
  get open(): number {
    return [...this.#links].filter(({ client }) => !client.destroyed && !client.readableEnded).length;
  }

  /** Connections that clients have opened so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Changes the given faults and keeps the others. */
  set(faults: Partial<Faults>): void {
    this.#faults = { ...this.#faults, ...faults };
    for (const { pipes } of this.#links) for (const pipe of pipes) pipe.forward();
  }

  /** Ends every fault and listens again after `refuse()`. */
  async heal(): Promise<void> {
    this.set(NO_FAULTS);
    if (this.#listener.listening) return;
    this.#listener.listen(this.port, '127.0.0.1');
    await once(this.#listener, 'listening');
  }

  /** Resets every open connection (RST) and refuses new ones until `heal()`. */
  async refuse(): Promise<void> {
    if (!this.#listener.listening) return;
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    this.resetConnections();
    await closed;
  }

  /** Resets every open connection (RST); new ones are welcome. */
  resetConnections(): void {
    for (const { client, server } of this.#links) reset(client, server);
  }

  close(): Promise<void> {
    return this.refuse();
  }

  #link(client: Socket): void {
    this.#connections += 1;
    client.on('data', this.onClientBytes);
    const { garbage } = this.#faults;
    if (garbage !== null) {
      client.on('error', () => undefined);
      client.end(garbage);
      return;
    }
    const server = connect({ ...this.target, allowHalfOpen: true });
    const faults = () => this.#faults;
    let hasVanished = false;
    const breakOff = (how: BreakKind) => {
      if (how === 'vanish') hasVanished = true;
      if (how === 'reset') reset(client, server);
      if (how !== 'cut') return;
      client.destroy();
      server.destroy();
    };
    const upstreamFaults = () => ({
      ...faults(),
      cutAfterBytes: null,
      breaksAt: null,
      isStalled: faults().isStalled || hasVanished,
    });
    const link: Link = {
      client,
      server,
      pipes: [
        new FaultyPipe(client, server, upstreamFaults, breakOff),
        new FaultyPipe(server, client, faults, breakOff),
      ],
    };
    this.#links.add(link);
    const { idleLimitMs } = this.#faults;
    if (idleLimitMs !== null) client.setTimeout(idleLimitMs, () => reset(client, server));
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // What breaks one side is shown to the other as it would see it without a proxy.
      socket.on('error', () => {
        if (!hasVanished || socket === client) reset(client, server);
      });
      socket.on('close', () => {
        if (client.destroyed && server.destroyed) this.#links.delete(link);
      });
    }
  }
}

function reset(...sockets: readonly Socket[]): void {
  for (const socket of sockets) if (!socket.destroyed) socket.resetAndDestroy();
}
