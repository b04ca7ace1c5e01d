import { isJsonObject, type JsonObject, parseJsonObject } from '../../../kernel/json.js';
import { objectAt } from '../../../kernel/json-bytes/object-at.js';
import { noUsage } from '../../../kernel/token-usage.js';
import { type AnswerFacts, noFacts } from '../tap.js';
import { readUsage } from './usage.js';

const USAGE = Buffer.from('"usage":');
const STOP_REASON = Buffer.from('"stop_reason":');
const MESSAGE = Buffer.from('"type":"message"');
/** A usage object is far shorter; more is something else of that name. */
const USAGE_BYTES = 2048;

/**
 * Facts of a whole message. Anthropic writes reason and usage behind the content, so they are looked for from the end: an
 * answer of a megabyte need not be parsed. (Inside of strings the quotes of these names are escaped.) A body that is no
 * message gives `complete: false`.
 */
export function readWholeMessage(body: Buffer): AnswerFacts {
  return readEnd(body) ?? readAll(body);
}

/** The answer of /v1/messages/count_tokens, which costs nothing. */
export function readTokenCount(body: Buffer): AnswerFacts {
  const answer = parseJsonObject(body.toString());
  if (typeof answer?.['input_tokens'] !== 'number') return noFacts();
  return { ...noFacts(), usage: noUsage('provider'), complete: true, terminated: true };
}

/** `null` where it takes a parser to be sure: an unusual order, another spelling, a body that was cut. */
function readEnd(body: Buffer): AnswerFacts | null {
  const usageAt = body.lastIndexOf(USAGE);
  const reasonAt = body.lastIndexOf(STOP_REASON);
  if (usageAt === -1 || reasonAt === -1 || reasonAt > usageAt || !body.includes(MESSAGE)) return null;
  const from = reasonAt + STOP_REASON.length;
  const stopReason = /^\s*"(\w{1,64})"/.exec(body.toString('latin1', from, from + 80))?.[1];
  const usage = objectAt(body, usageAt + USAGE.length, USAGE_BYTES);
  if (stopReason === undefined || usage === null || typeof usage['output_tokens'] !== 'number') return null;
  const end = body.toString('latin1', body.length - 8).trimEnd();
  return end.endsWith('}') ? facts(usage, stopReason) : null;
}

function readAll(body: Buffer): AnswerFacts {
  const answer = parseJsonObject(body.toString());
  if (answer?.['type'] !== 'message' || !Array.isArray(answer['content'])) return noFacts();
  const { usage, stop_reason: reason } = answer;
  return facts(isJsonObject(usage) ? usage : null, typeof reason === 'string' ? reason : null);
}

function facts(usage: JsonObject | null, stopReason: string | null): AnswerFacts {
  return { ...noFacts(), usage: usage && readUsage(usage), stopReason, complete: true, terminated: true };
}
