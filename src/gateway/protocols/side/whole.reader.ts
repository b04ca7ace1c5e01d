import { objectAt } from '../../../kernel/json-bytes/object-at.js';
import { noUsage, type TokenUsage } from '../../../kernel/token-usage.js';
import { type AnswerFacts, noFacts } from '../tap.js';
import { readSideUsage } from './usage.js';

/** A usage object is far shorter; more is something else of that name. */
const USAGE_BYTES = 2048;

/**
 * Facts of a whole side answer. Vectors and pictures make megabytes of it, so nothing is parsed but the usage, which
 * vendors write last. (Inside of strings the quotes of these names are escaped, so they cannot be mistaken.)
 * @param evidence a member that every such answer has, with its quotes; without one any bytes are an answer
 * @param usageNames the members that may hold the usage, best first
 */
export function wholeReader(
  evidence: string | null,
  usageNames: readonly string[] = ['usage'],
): (body: Buffer) => AnswerFacts {
  return (body) => {
    const isAnswer = body.length > 0 && (evidence === null || body.includes(evidence));
    return {
      ...noFacts(),
      usage: usageNames.reduce<TokenUsage | null>((found, name) => found ?? lastUsage(body, name), null) ?? noUsage(),
      complete: isAnswer,
      terminated: isAnswer,
    };
  };
}

/** The last object of this name in the bytes, as usage. */
export function lastUsage(bytes: Buffer, name: string): TokenUsage | null {
  const member = `"${name}":`;
  const at = bytes.lastIndexOf(member);
  const usage = at === -1 ? null : objectAt(bytes, at + member.length, USAGE_BYTES);
  return usage && readSideUsage(usage);
}
