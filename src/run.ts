import 'reflect-metadata';
import type { Server } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SetupToken } from './admin/users/setup-token.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { loadConfig } from './config/load-config.js';
import { announce } from './http/banner.js';
import { DrainService } from './http/drain.service.js';
import { createServer } from './http/server.js';
import { createLogger, type Logger } from './observability/logger.js';
import { SnapshotReloader } from './state/snapshot.reloader.js';

/** Create the app, listen, drain on SIGTERM; nothing else. */
export async function run(): Promise<void> {
  const config = configOrExit();
  const logger = await createLogger(config.observability);
  const starting = createServer(config, logger).catch((error: unknown) => giveUp(logger, 'start', error));
  // Without a file nothing is to be read again, and a hang-up ends the process as it always does. One that comes during the
  // start, which may take seconds, waits for its end.
  if (config.gatewayFile !== null) {
    process.on('SIGHUP', () => void starting.then((app) => app.get(SnapshotReloader).reload()));
  }
  const app = await starting;
  // Before listening: as process 1 of a container there is no default handler, a signal would be ignored.
  // Not `once`: Ctrl-C under npm arrives twice, and the second must not undo the drain, which ends by itself.
  let stopping: Promise<void> | null = null;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(
      signal,
      () => (stopping ??= stop(app, logger, signal).catch((error: unknown) => giveUp(logger, 'stop properly', error))),
    );
  }
  await app.listen(config.http.port, config.http.host).catch((error: unknown) => giveUp(logger, 'start', error));
  setFlagsFromString('--semi-space-growth-factor=2');
  announce(config, logger, {
    url: urlOf(app, config),
    setupToken: app.get(SetupToken).current(),
    startedInMs: performance.now(),
  });
}

async function stop(app: NestFastifyApplication, logger: Logger, signal: string): Promise<void> {
  logger.info({ signal }, 'draining');
  const cut = await app.get(DrainService).drain(app.getHttpServer() as Server);
  await app.close();
  logger.info({ cut_short: cut }, 'stopped');
  logger.flush(() => process.exit(0));
}

function configOrExit(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function giveUp(logger: Logger, what: string, error: unknown): never {
  logger.fatal({ err: error }, `The gateway cannot ${what}`);
  const { code } = error as { code?: unknown };
  const hint = code === 'EADDRINUSE' ? ' Set PORT to another one, or 0 for any.' : '';
  process.stderr.write(
    `The gateway cannot ${what}: ${error instanceof Error ? error.message : String(error)}.${hint}\n`,
  );
  process.exit(1);
}

function urlOf(app: NestFastifyApplication, { http }: Config): string {
  const address = (app.getHttpServer() as Server).address();
  const port = typeof address === 'object' && address !== null ? address.port : http.port;
  const host = http.host === '0.0.0.0' || http.host === '::' ? 'localhost' : http.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
