import { isJsonObject, parseJsonObject } from '../../../kernel/json.js';
import { endsLikeAnObject, objectAt } from '../../../kernel/json-bytes/object-at.js';
import { type AnswerFacts, noFacts } from '../tap.js';
import { readChatUsage } from './usage.js';

const USAGE = Buffer.from('"usage":');
const FINISH_REASON = Buffer.from('"finish_reason":');
/** A usage object is far shorter; more is something else of that name. */
const USAGE_BYTES = 2048;

/**
 * Facts of a whole chat completion. Vendors write `usage` after the choices, so it is looked for from the end: an answer
 * of a megabyte need not be parsed to learn its last two hundred bytes. (Inside of strings the quotes of these names are
 * escaped, so they cannot be mistaken.) A body that is no chat completion gives `complete: false`.
 */
export function readWholeChat(body: Buffer): AnswerFacts {
  return readEnd(body) ?? readAll(body);
}

/** `null` where it takes a parser to be sure: several choices, an unusual order, a body that was cut. */
function readEnd(body: Buffer): AnswerFacts | null {
  const usageAt = body.lastIndexOf(USAGE);
  const finishAt = body.lastIndexOf(FINISH_REASON);
  if (usageAt === -1 || finishAt === -1 || finishAt > usageAt) return null;
  if (finishAt > 0 && body.lastIndexOf(FINISH_REASON, finishAt - 1) !== -1) return null;
  const stopReason = shortString(body, finishAt + FINISH_REASON.length);
  const usage = objectAt(body, usageAt + USAGE.length, USAGE_BYTES);
  if (stopReason === null || usage === null || !endsLikeAnObject(body)) return null;
  return { ...noFacts(), usage: readChatUsage(usage), stopReason, complete: true, terminated: true };
}

/** The string value that begins here, if it is a plain word. */
function shortString(body: Buffer, from: number): string | null {
  return /^\s*"(\w{1,64})"/.exec(body.toString('latin1', from, from + 80))?.[1] ?? null;
}

function readAll(body: Buffer): AnswerFacts {
  const facts = noFacts();
  const answer = parseJsonObject(body.toString());
  const choices = answer?.['choices'];
  if (answer === null || !Array.isArray(choices)) return facts;
  const first = choices.find(isJsonObject);
  const reason = first?.['finish_reason'];
  facts.stopReason = typeof reason === 'string' ? reason : null;
  if (isJsonObject(answer['usage'])) facts.usage = readChatUsage(answer['usage']);
  facts.complete = true;
  facts.terminated = true;
  return facts;
}
