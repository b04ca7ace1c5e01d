/** The schema is not what this release needs, so the gateway must not start. */
export class MigrationError extends Error {
  constructor(cause: unknown) {
    super(
      `A database migration failed, so the gateway does not start: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        'The failed migration was rolled back; mend its cause and start again.',
      { cause },
    );
    this.name = 'MigrationError';
  }
}
