import type { Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { OpenResponses } from '../gateway/ingress/wire/open-responses.js';
import { Readiness } from '../health/readiness.js';
import { GatewayError } from '../kernel/errors.js';

/** How often connections that have become idle are closed while streams finish. */
const SWEEP_MS = 50;
/** For the error ends of terminated streams to reach their clients. */
const LAST_WORDS_MS = 500;

/**
 * Our own drain: the framework's close() waits for keep-alive connections for over a minute, or cuts streams at once.
 * Stop accepting, let answers finish up to the limit, end the rest properly, then close what is left.
 */
@Injectable()
export class DrainService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly readiness: Readiness,
    private readonly open: OpenResponses,
  ) {}

  /** Resolves when no connection is left; how many answers had to be cut short. */
  async drain(server: Server): Promise<number> {
    this.readiness.leave();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    try {
      const inTime = await settledWithin(closed, this.config.http.shutdownGraceMs);
      if (inTime) return 0;
      const cut = this.open.size;
      this.open.terminateAll(new GatewayError('shutting_down'));
      await settledWithin(closed, LAST_WORDS_MS);
      return cut;
    } finally {
      clearInterval(sweep);
      server.closeAllConnections();
      await closed;
    }
  }
}

async function settledWithin(promise: Promise<void>, limitMs: number): Promise<boolean> {
  const limit = new AbortController();
  try {
    return await Promise.race([
      promise.then(() => true),
      setTimeout(limitMs, false, { signal: limit.signal }).catch(() => false),
    ]);
  } finally {
    limit.abort();
  }
}
