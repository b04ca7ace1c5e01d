import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, type Config } from '../../../config/config.js';

/** Something that must not stay silent for long. */
export interface Silence {
  /** Monotonic milliseconds of the last byte. */
  lastActivityAt: number;
  breakSilence(): void;
}

/**
 * Keeps quiet streams alive: one timer for the whole process looks over the open ones. A timer per stream would be armed
 * and cleared for every request for the sake of the few that think for long.
 */
@Injectable()
export class KeepAliveSweeper implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #open = new Set<Silence>();
  readonly #silenceMs: number;
  #timer: NodeJS.Timeout | null = null;

  constructor(@Inject(CONFIG) config: Config) {
    this.#silenceMs = config.http.streamKeepAliveMs;
  }

  watch(stream: Silence): void {
    this.#open.add(stream);
  }

  forget(stream: Silence): void {
    this.#open.delete(stream);
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => this.sweep(performance.now()), Math.max(5, this.#silenceMs / 5));
    this.#timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  sweep(now: number): void {
    for (const stream of this.#open) {
      if (now - stream.lastActivityAt >= this.#silenceMs) stream.breakSilence();
    }
  }
}
