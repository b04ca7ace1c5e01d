import { createRequire } from 'node:module';
import type { Document, ErrorCode, LineCounter, Node, YAMLMap } from 'yaml';

/** Aliases that a file may use, counted with what they multiply ("a billion laughs"). */
const MOST_ALIASES = 100;

/** The library's own messages may quote the file, and with it a secret that should not stand there. */
const SYNTAX: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias takes no anchor and no tag',
  BAD_ALIAS: 'no anchor before it has the name of this alias; a text that begins with * must be quoted',
  BAD_COLLECTION_TYPE: 'the tag does not fit what follows it',
  BAD_DIRECTIVE: 'this directive is not known',
  BAD_DQ_ESCAPE: 'this escape is not known in double quotes; in single quotes a backslash is one',
  BAD_INDENT: 'the indentation does not fit the lines above; or is a bracket not closed?',
  BAD_PROP_ORDER: 'anchors and tags stand after the dash or the question mark',
  BAD_SCALAR_START: 'a text cannot begin with this character; quote it',
  BLOCK_AS_IMPLICIT_KEY: 'a text with a colon in it must be quoted; or is something indented wrongly?',
  BLOCK_IN_FLOW: 'no lists by dashes within [ ] or { }',
  DUPLICATE_KEY: 'this key stands twice',
  IMPOSSIBLE: 'this cannot be read',
  KEY_OVER_1024_CHARS: 'a key has 1024 characters at most',
  MISSING_CHAR: 'a character is missing: a quote, a bracket, a comma, a dash, or the space after a colon',
  MULTILINE_IMPLICIT_KEY: 'a key must be on one line',
  MULTIPLE_ANCHORS: 'only one anchor each',
  MULTIPLE_DOCS: 'only one document a file',
  MULTIPLE_TAGS: 'only one tag each',
  NON_STRING_KEY: 'keys must be texts',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAB_AS_INDENT: 'indent by spaces, not by tabs',
  TAG_RESOLVE_FAILED: 'this tag is not known here',
  UNEXPECTED_TOKEN: 'this was not expected here',
};

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML text as a value that knows where each of its parts stands. */
export interface YamlSource {
  /** The text cannot be read as a whole, so there is no value; `problems` say why. */
  readonly isBroken: boolean;
  readonly value: unknown;
  readonly problems: readonly (Place & { readonly message: string })[];
  /** Of the value at the path, or of the nearest there is; of the key where `atKey`. From 1. */
  placeOf(path: readonly PropertyKey[], options?: { readonly atKey?: boolean }): Place;
}

export function readYaml(text: string): YamlSource {
  // Loaded when there is a file: a start without one is 18 ms faster.
  const yaml = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  const lines = new yaml.LineCounter();
  const at = (offset: number) => placeAt(lines, offset);
  let document: Document.Parsed;
  try {
    document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unreadable({ line: 1, column: 1, message: SYNTAX.RESOURCE_EXHAUSTION });
  }
  const problems = [...document.errors, ...document.warnings].map(({ code, pos }) => ({
    ...at(pos[0]),
    message: SYNTAX[code],
  }));
  // What is after such a place may be read as something else than is meant.
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) return { ...unreadable(), problems };
  try {
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES });
    return {
      isBroken: false,
      value,
      problems,
      placeOf: (path, options) => at(offsetOf(yaml, document, path, options?.atKey ?? false)),
    };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const lost = lostAlias(yaml, document);
    if (lost !== null) return unreadable({ ...at(lost), message: SYNTAX.BAD_ALIAS });
    return unreadable({ line: 1, column: 1, message: `aliases stand for too much; ${MOST_ALIASES} at most` });
  }
}

function unreadable(...problems: YamlSource['problems']): YamlSource {
  return { isBroken: true, value: undefined, problems, placeOf: () => ({ line: 1, column: 1 }) };
}

/** Where the first alias stands that stands for nothing; `null` without one. */
function lostAlias(yaml: typeof import('yaml'), document: Document.Parsed): number | null {
  let lost: number | null = null;
  yaml.visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      lost = alias.range?.[0] ?? 0;
      return yaml.visit.BREAK;
    },
  });
  return lost;
}

function placeAt(lines: LineCounter, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function offsetOf(
  yaml: typeof import('yaml'),
  document: Document.Parsed,
  path: readonly PropertyKey[],
  atKey: boolean,
): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, segment] of path.entries()) {
    if (yaml.isMap(node)) {
      const pair = pairOf(yaml, node, String(segment));
      if (pair === undefined) return offset;
      const key = pair.key.range?.[0] ?? offset;
      node = pair.value;
      const isNothing = node === null || (yaml.isScalar(node) && node.value === null);
      offset = isNothing || (atKey && depth === path.length - 1) ? key : (node?.range?.[0] ?? key);
    } else if (yaml.isSeq(node)) {
      const item: unknown = node.items[Number(segment)];
      if (!yaml.isNode(item)) return offset;
      node = item;
      offset = item.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

/** The last of equal keys: it is the one that counts. */
function pairOf(yaml: typeof import('yaml'), map: YAMLMap, key: string) {
  for (const { key: found, value } of map.items.toReversed()) {
    if (yaml.isScalar(found) && String(found.value) === key)
      return { key: found, value: yaml.isNode(value) ? value : null };
  }
  return undefined;
}
