import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { type AnswerFacts, noFacts } from '../tap.js';
import { readChatUsage } from './usage.js';

/** Vendors write `usage` after the choices; this much of the end nearly always holds both it and the finish reason. */
const TAIL_BYTES = 2048;

/**
 * Facts of a whole chat completion. Looks at the tail first: an answer of a megabyte need not be parsed to learn its
 * last two hundred bytes. A body that is no chat completion gives `complete: false`.
 */
export function readWholeChat(body: Buffer): AnswerFacts {
  return readTail(body) ?? readAll(body);
}

function readTail(body: Buffer): AnswerFacts | null {
  const tail = body.toString('latin1', Math.max(0, body.length - TAIL_BYTES));
  const usageAt = tail.lastIndexOf('"usage":');
  const finish = /"finish_reason":\s?"(\w+)"/.exec(tail);
  if (usageAt === -1 || finish === null || !tail.trimEnd().endsWith('}')) return null;
  // More than one choice may stand in front of the tail: the first one's reason is what counts.
  if (tail.includes('"index":1') || tail.includes('"index": 1')) return null;
  const usage = parseBalanced(tail, usageAt + '"usage":'.length);
  if (usage === null) return null;
  return { ...noFacts(), usage: readChatUsage(usage), stopReason: finish[1] ?? null, complete: true, terminated: true };
}

function readAll(body: Buffer): AnswerFacts {
  const facts = noFacts();
  const answer = parse(body.toString());
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

/** The object that begins at or after `from`; numbers and nested details only, so braces need no string awareness. */
function parseBalanced(text: string, from: number): JsonObject | null {
  const start = text.indexOf('{', from);
  if (start === -1 || text.slice(from, start).trim() !== '') return null;
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return parse(text.slice(start, at + 1));
  }
  return null;
}

function parse(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}
