import { z } from 'zod';
import type { DefinitionProblem } from './definition-problem.js';
import { nearestNames } from './nearest-name.js';

/** An unknown key is a problem of its own place. */
export interface WordedProblem extends DefinitionProblem {
  readonly isKey: boolean;
}

/** Validates, and words what is wrong for people who write YAML. No message shows what was given. */
export function validated<Schema extends z.ZodType>(
  schema: Schema,
  given: unknown,
): { readonly data: z.output<Schema> | undefined; readonly problems: readonly WordedProblem[] } {
  const { data, error } = schema.safeParse(given, { error: wording });
  return { data, problems: (error?.issues ?? []).flatMap((issue) => toProblems(issue)) };
}

function toProblems(issue: z.core.$ZodIssue): WordedProblem[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message, isKey: false }];
  const messages = issue.message.split('\n');
  return issue.keys.map((key, index) => ({
    path: [...issue.path, key],
    message: messages[index] ?? 'is not known here',
    isKey: true,
  }));
}

/** `undefined` leaves the message to the schema's own or zod's. */
function wording(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, knownKeys(issue.inst))).join('\n');
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'invalid_value':
      return oneOf(issue.values.map(String), issue.input);
    case 'invalid_union':
      return unionMismatch(issue);
    case 'too_small':
      return `must ${size(issue.origin, 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${size(issue.origin, 'at most', issue.maximum)}`;
    default:
      return undefined;
  }
}

function wrongType(expected: string, given: unknown): string {
  if (given === undefined) return 'is missing';
  return given === null ? 'has no value' : `must be ${TYPES[expected] ?? expected}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text; what looks like a number or like true must be quoted',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
};

function unknownKey(key: string, known: readonly string[]): string {
  const [nearest] = nearestNames(key, known);
  if (nearest !== undefined) return `is not known here; did you mean ${nearest}?`;
  return `is not known here (there are: ${known.join(', ')})`;
}

function knownKeys(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function oneOf(names: readonly string[], given: unknown): string {
  const [nearest] = typeof given === 'string' ? nearestNames(given, names) : [];
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return given === undefined ? `is missing: one of ${names.join(', ')}` : `must be one of ${names.join(', ')}${hint}`;
}

function unionMismatch(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const { discriminator, input } = issue;
  if (discriminator !== undefined && isOneOf(issue)) {
    const given =
      typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[discriminator] : null;
    return oneOf(issue.options.map(String), given);
  }
  const messages = issue.errors.flat().map(({ message }) => message);
  return [...new Set(messages)].join(', or ') || 'is not what can stand here';
}

function size(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `have ${bound} ${limit} ${limit === 1 ? 'item' : 'items'}`;
  return `be ${bound} ${limit}`;
}

function isOneOf(issue: object): issue is { readonly options: readonly unknown[] } {
  return 'options' in issue && Array.isArray(issue.options);
}
