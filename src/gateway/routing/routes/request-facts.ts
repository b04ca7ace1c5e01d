import { estimateTokens, needsTools, needsVision } from './request-needs.js';
import type { RouteQuestion } from './route-question.js';

/** What conditions ask of one request; each is found out when first asked for, and once. */
export class RequestFacts {
  #tools: boolean | null = null;
  #vision: boolean | null = null;
  #tokens: number | null = null;

  constructor(readonly question: RouteQuestion) {}

  get needsTools(): boolean {
    return (this.#tools ??= needsTools(this.question.body));
  }

  get needsVision(): boolean {
    return (this.#vision ??= needsVision(this.question.body));
  }

  /** Input and asked output, estimated. */
  get tokens(): number {
    return (this.#tokens ??= estimateTokens(this.question.body));
  }
}
