import { linearPattern } from '../../kernel/linear-pattern.js';
import type { RequestLogDefinition } from '../../state/definition/request-log.definition.js';

interface Redaction {
  readonly what: string;
  readonly pattern: RegExp;
  /** Some of what looks like it is not. */
  readonly isOne?: (found: string) => boolean;
}

/** Ours and those of the configuration, which has refused others before. */
function linear(source: string): RegExp {
  const pattern = linearPattern(source);
  if (pattern === null) throw new Error(`Not a pattern of linear time: ${source}`);
  return pattern;
}

const FILE_LENGTH = 512;

/** Long runs are pictures and files: nobody reads them, and they would fill the log. */
const FILES: Redaction = {
  what: 'base64',
  pattern: linear('[A-Za-z0-9+/_=-]{16,}'),
  isOne: (found) => found.length >= FILE_LENGTH,
};

/** Beginnings that vendors document for their keys; see also the gateway's own. */
const BUILT_IN: readonly Redaction[] = [
  {
    what: 'key',
    pattern: linear('\\b(?:sk|pk|rk|aig|aigs|gsk|xai|pplx|ghp|gho|ghs|github_pat|glpat|hf)[-_][A-Za-z0-9_-]{16,}'),
  },
  {
    what: 'key',
    pattern: linear('\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b|\\bAIza[A-Za-z0-9_-]{16,}|\\bxox[abprs]-[A-Za-z0-9-]{10,}'),
  },
  { what: 'token', pattern: linear('\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}') },
  { what: 'token', pattern: linear('[Bb]earer [A-Za-z0-9._~+/-]{16,}=*') },
  { what: 'email', pattern: linear('[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+') },
  { what: 'card', pattern: linear('\\b[0-9](?:[ -]?[0-9]){12,15}\\b'), isOne: isCardNumber },
];

/** What must not be kept is replaced by what it was. */
export class Redactor {
  readonly #redactions: readonly Redaction[];

  constructor({ builtIn, patterns }: RequestLogDefinition['redact']) {
    this.#redactions = [
      ...(builtIn ? BUILT_IN : []),
      ...patterns.map((source) => ({ what: 'redacted', pattern: linear(source) })),
      FILES,
    ];
  }

  redact(text: string): { readonly text: string; readonly count: number } {
    let count = 0;
    let kept = text;
    for (const { what, pattern, isOne } of this.#redactions) {
      kept = kept.replaceAll(pattern, (found) => {
        if (isOne !== undefined && !isOne(found)) return found;
        count += 1;
        return `[${what}]`;
      });
    }
    return { text: kept, count };
  }
}

/** Luhn's check: other long numbers are left alone. */
function isCardNumber(found: string): boolean {
  const digits = [...found.replaceAll(/[ -]/g, '')].map(Number).toReversed();
  const sum = digits.reduce((total, digit, index) => {
    if (index % 2 === 0) return total + digit;
    return total + (digit > 4 ? digit * 2 - 9 : digit * 2);
  }, 0);
  return sum % 10 === 0;
}
