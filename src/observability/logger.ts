import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { Config } from '../config/config.js';
import { isoTime } from '../kernel/iso-time.js';
import { LogDestination } from './log.destination.js';

/** Injection token of the process's logger. */
export const LOGGER = Symbol('Logger');
export type Logger = PinoLogger;

/** Loggers that write JSON, and where to. */
const jsonDestinations = new WeakMap<Logger, LogDestination>();

/** JSON lines in production, one readable line each in development. */
export async function createLogger(config: Config['observability']): Promise<Logger> {
  const options = {
    level: config.level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // By name: errors of libraries carry more than their text (a failed query its parameters).
    serializers: { err: describeError },
    formatters: { level: (label: string) => ({ level: label }) },
  };
  if (config.format === 'pretty') return pino(options, await prettyStream());
  const destination = processLog();
  const logger = pino(options, destination);
  jsonDestinations.set(logger, destination);
  return logger;
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    code: typeof code === 'string' ? code : undefined,
    stack: error.stack,
    cause: error.cause === undefined ? undefined : String(error.cause),
  };
}

/** Writes one request's line; fields in the order given, `undefined` ones left out. */
export type RequestLine = (level: 'info' | 'warn', fields: Readonly<Record<string, unknown>>) => void;

/**
 * The line that every request writes goes around pino where the output is JSON: the same line, a third of the time.
 */
export function requestLine(logger: Logger): RequestLine {
  const destination = jsonDestinations.get(logger);
  if (destination === undefined) return (level, fields) => logger[level](fields, 'request');
  return (level, fields) => {
    if (!logger.isLevelEnabled(level)) return;
    const json = JSON.stringify(fields);
    destination.write(`{"level":"${level}","time":"${isoTime(Date.now())}",${json.slice(1, -1)},"msg":"request"}\n`);
  };
}

function processLog(): LogDestination {
  const destination = new LogDestination();
  process.on('exit', () => destination.flushSync());
  return destination;
}

async function prettyStream(): Promise<DestinationStream> {
  const { PinoPretty } = await import('pino-pretty');
  return PinoPretty({
    singleLine: true,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss.l',
    errorLikeObjectKeys: ['err'],
    sync: true,
  });
}

/** Nest's own messages go the same way, one level quieter: its module table is not news. */
export function nestLogger(logger: Logger): LoggerService {
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: unknown, ...rest: unknown[]) => {
      const context = rest.findLast((part) => typeof part === 'string' && !part.includes('\n'));
      const stack = rest.find((part) => typeof part === 'string' && part.includes('\n'));
      logger[level]({ context, ...(stack === undefined ? {} : { stack }) }, String(message));
    };
  return {
    log: write('debug'),
    error: write('error'),
    warn: write('warn'),
    debug: write('debug'),
    verbose: write('debug'),
    fatal: write('error'),
  };
}
