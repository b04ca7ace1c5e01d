import { type AnswerFacts, noFacts } from '../tap.js';
import { readFinalLine } from './final-line.js';

/** Facts of an answer that was not streamed: the only line of a stream. A body that is none gives `complete: false`. */
export function readWholeAnswer(body: Buffer): AnswerFacts {
  const final = readFinalLine(body.toString('latin1'));
  if (final === null || final.error !== undefined) return noFacts();
  return { ...noFacts(), usage: final.usage, stopReason: final.stopReason, complete: true, terminated: true };
}
