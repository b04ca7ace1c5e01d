import { parseJsonObject } from '../../../kernel/json.js';
import { type AnswerFacts, noFacts } from '../tap.js';
import { noteEnd, usageIn } from './facts.js';

/** Facts of a whole answer. A body that is none gives `complete: false`. */
export function readWholeGemini(body: Buffer): AnswerFacts {
  const facts = noFacts();
  const response = parseJsonObject(body.toString());
  if (response === null || (!Array.isArray(response['candidates']) && response['promptFeedback'] === undefined)) {
    return facts;
  }
  noteEnd(facts, response);
  facts.usage = usageIn(response);
  facts.complete = true;
  facts.terminated = true;
  return facts;
}

/** Facts of an answer to `:countTokens`, which used no tokens. */
export function readCount(body: Buffer): AnswerFacts {
  const complete = parseJsonObject(body.toString()) !== null;
  return { ...noFacts(), complete, terminated: complete };
}
