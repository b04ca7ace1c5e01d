import { endsLikeAnObject } from '../../../kernel/json-bytes/object-at.js';
import { parseJsonObject } from '../../../kernel/json.js';
import { type AnswerFacts, noFacts } from '../tap.js';
import { noteResponse, usageNearEnd } from './response-facts.js';
import { readResponsesUsage } from './usage.js';

const OUTPUT = Buffer.from('"output":');
/** OpenAI says the status among the first members. */
const HEAD_BYTES = 512;

/** Facts of a response that was not streamed. A body that is none gives `complete: false`. */
export function readWholeResponse(body: Buffer): AnswerFacts {
  return readEnds(body) ?? readAll(body);
}

/** A completed response by its first and last bytes; `null` where it takes a parser to be sure. */
function readEnds(body: Buffer): AnswerFacts | null {
  const output = body.indexOf(OUTPUT);
  const head = body.toString('latin1', 0, Math.min(output, HEAD_BYTES));
  if (!/"status":\s?"completed"/.test(head)) return null;
  const usage = usageNearEnd(body);
  if (usage === null || !endsLikeAnObject(body)) return null;
  return { ...noFacts(), usage: readResponsesUsage(usage), stopReason: 'completed', complete: true, terminated: true };
}

function readAll(body: Buffer): AnswerFacts {
  const facts = noFacts();
  const response = parseJsonObject(body.toString());
  if (response === null || !Array.isArray(response['output'])) return facts;
  noteResponse(facts, response);
  facts.complete = true;
  facts.terminated = true;
  return facts;
}
