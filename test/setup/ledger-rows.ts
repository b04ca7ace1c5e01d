import pg from 'pg';

/** The ledger as its database has it, read past the gateway. */
export class LedgerRows implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async of(databaseUrl: string): Promise<LedgerRows> {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    return new LedgerRows(client);
  }

  /** How many rows each request has. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#client.query<{ request_id: string; count: number }>(
      'SELECT request_id, count(*)::integer AS count FROM usage_records GROUP BY request_id',
    );
    return new Map(rows.map(({ request_id: id, count }) => [id, count]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
