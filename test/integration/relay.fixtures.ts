import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP relay in front of a server: the network between them, which can be cut and mended. */
export class Relay {
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  private constructor(
    readonly port: number,
    private readonly target: URL,
  ) {}

  /** Takes a free port, on which nothing listens before `mend()`. */
  static async cut(target: string): Promise<Relay> {
    const server = await listening(createServer(), 0);
    const { port } = server.address() as { port: number };
    await new Promise((closed) => server.close(closed));
    return new Relay(port, new URL(target));
  }

  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  async mend(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
      }
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    this.#server = await listening(server, this.port);
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await closed;
  }
}

function listening(server: Server, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
