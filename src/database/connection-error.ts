/** System errors of a connection that cannot be made or was lost. */
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * PostgreSQL: connection exceptions, too many connections, shutting down, starting up, read-only after a failover.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const SQL_STATES = /^(08...|53300|57P0[123]|25006)$/;

/** pg and pg-pool report these with a text only. */
const TEXTS =
  /Connection terminated|timeout exceeded when trying to connect|connection error and is not queryable|Query read timeout|Client was closed/;

/** Whether the database is away, as opposed to refusing what it was asked. Looks through TypeORM's wrapping. */
export function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as Error & { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (SYSTEM_CODES.has(code) || SQL_STATES.test(code))) return true;
  return TEXTS.test(error.message) || isConnectionError(driverError) || isConnectionError(error.cause);
}

/** One line for an operator: the code where there is one, else the text. */
export function describeConnectionError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as Error & { code?: unknown };
  if (error.message !== '') return error.message;
  // An AggregateError (every address of a host name refused) has no text of its own.
  return typeof code === 'string' ? code : error.name;
}
