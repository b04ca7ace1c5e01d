import type { JsonObject } from '../../../kernel/json.js';

const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** Durations of an answer whose vendor tells none, in nanoseconds as Ollama counts them. */
export class DurationMeter {
  #firstOutputMs: number | undefined;

  /** @param elapsedMs time since the request went out; without it nothing is told */
  constructor(private readonly elapsedMs: (() => number) | undefined) {}

  /** A piece of the answer has come: what went before it was reading the prompt. */
  sawOutput(): void {
    this.#firstOutputMs ??= this.elapsedMs?.();
  }

  /** What has passed until now. A whole answer shows no first piece: all its time counts as generating. */
  durations(): JsonObject {
    if (!this.elapsedMs) return {};
    const total = this.elapsedMs();
    const prompt = this.#firstOutputMs ?? 0;
    return {
      total_duration: nanoseconds(total),
      load_duration: 0,
      prompt_eval_duration: nanoseconds(prompt),
      eval_duration: nanoseconds(total - prompt),
    };
  }
}

function nanoseconds(milliseconds: number): number {
  return Math.round(milliseconds * NANOSECONDS_PER_MILLISECOND);
}
