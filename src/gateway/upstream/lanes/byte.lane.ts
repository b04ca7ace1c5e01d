import { noUsage } from '../../../kernel/token-usage.js';
import { type AnswerFacts, noFacts } from '../../protocols/tap.js';
import type { StreamLane } from './lane.js';

/** Sound or another thing without frames: every network read passes as it is, and nothing of ours may get in between. */
export class ByteLane implements StreamLane {
  // What nobody counts in tokens costs none that we know of.
  readonly facts: AnswerFacts = { ...noFacts(), usage: noUsage('estimated') };
  readonly failure = null;
  #began = false;

  constructor(readonly contentType: string) {}

  read(chunk: Buffer): Buffer {
    this.#began = true;
    return chunk;
  }

  isPreamble(): boolean {
    return false;
  }

  end(): null {
    // HTTP's own end is all the end there is.
    this.facts.complete = this.#began;
    return null;
  }

  interrupt(): null {
    return null;
  }
}
