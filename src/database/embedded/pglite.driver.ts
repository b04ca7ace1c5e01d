import { EventEmitter } from 'node:events';
import { callbackify } from 'node:util';
import { PGlite, type Results } from '@electric-sql/pglite';

const INT8 = 20;
const NUMERIC = 1700;
const BYTEA = 17;
const CHECKOUT_TIMEOUT_MS = 10_000;

type Release = () => void;
type Checkout = (error: Error | null, client?: PGliteClient, release?: Release) => void;

/**
 * Opens the folder, which must hold an initialised database. The small shared_buffers keep the process at 180-200 MB
 * instead of 300-600.
 */
export function openPGlite(directory: string): Promise<PGlite> {
  return PGlite.create(directory, {
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
    // As pg does: 64-bit and decimal numbers as text, because a JavaScript number cannot hold them; bytes as Buffer.
    parsers: {
      [INT8]: (text) => text,
      [NUMERIC]: (text) => text,
      [BYTEA]: (text) => Buffer.from(text.slice(2), 'hex'),
    },
  });
}

/**
 * What TypeORM's PostgresDriver takes in place of the `pg` package. There is one WebAssembly session, so a checkout
 * holds it exclusively until its release: otherwise the statements of two transactions would interleave. Hence a query
 * beside the transaction's own EntityManager waits for itself, and fails after the checkout timeout.
 */
export function pgliteDriver(database: PGlite): { Pool: new () => PGlitePool } {
  return {
    Pool: class extends PGlitePool {
      constructor() {
        super(database);
      }
    },
  };
}

class PGliteClient extends EventEmitter {
  constructor(private readonly database: PGlite) {
    super();
  }

  /** `query` alone takes parameters, `exec` alone runs several statements at once and answers the last. */
  async query(sql: string, parameters: unknown[] = []): Promise<Results | undefined> {
    if (parameters.length > 0) return this.database.query(sql, parameters);
    return (await this.database.exec(sql)).at(-1);
  }
}

/** One session behind the part of pg.Pool's interface that TypeORM and the pool metrics use. */
class PGlitePool extends EventEmitter {
  readonly totalCount = 1;
  readonly #waiting = new Set<Release>();
  #isCheckedOut = false;

  constructor(private readonly database: PGlite) {
    super();
  }

  get idleCount(): number {
    return this.#isCheckedOut ? 0 : 1;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  connect(checkout: Checkout): void {
    if (!this.#isCheckedOut) return this.#checkOut(checkout);
    const granted = () => {
      clearTimeout(timer);
      this.#checkOut(checkout);
    };
    const timer = setTimeout(() => {
      this.#waiting.delete(granted);
      checkout(new Error('timeout exceeded when trying to connect to the embedded database'));
    }, CHECKOUT_TIMEOUT_MS);
    this.#waiting.add(granted);
  }

  end(done: (error?: unknown) => void): void {
    callbackify(() => this.database.close())(done);
  }

  #checkOut(checkout: Checkout): void {
    this.#isCheckedOut = true;
    let isReleased = false;
    checkout(null, new PGliteClient(this.database), () => {
      if (isReleased) return;
      isReleased = true;
      this.#isCheckedOut = false;
      const [next] = this.#waiting;
      if (!next) return;
      this.#waiting.delete(next);
      next();
    });
  }
}
