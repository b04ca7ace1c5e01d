const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Beyond this a native search is cheaper than looking at every byte; below, its call costs more than it saves. */
const SHORT_STRING_BYTES = 16;

/** One `"key": value` of the top-level object, as byte offsets; ends are exclusive. */
export interface Member {
  /** Decoded: `"mod\u0065l"` is `model`. */
  readonly key: string;
  /** The opening quote of the key. */
  readonly keyStart: number;
  /** Behind the closing quote of the key. */
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Just behind the `{` or `,` before it: the white space around the member belongs to it. */
  readonly memberStart: number;
  /** At the `,` or `}` after it. */
  readonly memberEnd: number;
}

/**
 * Finds the members of the top-level object without parsing their values, duplicates included, in order. For bodies
 * that JSON.parse has accepted; linear in the length of the body. Throws SyntaxError on what is not an object.
 */
export function topLevelMembers(body: Buffer): Member[] {
  const members: Member[] = [];
  const open = skipWhitespace(body, 0);
  if (body[open] !== OPEN_BRACE) throw notAnObject();
  let memberStart = open + 1;
  let at = skipWhitespace(body, memberStart);
  if (body[at] === CLOSE_BRACE) return members;
  for (;;) {
    const keyStart = at;
    if (body[keyStart] !== QUOTE) throw notAnObject();
    const keyEnd = skipString(body, keyStart);
    const colon = skipWhitespace(body, keyEnd);
    if (body[colon] !== COLON) throw notAnObject();
    const valueStart = skipWhitespace(body, colon + 1);
    const valueEnd = skipValue(body, valueStart);
    const memberEnd = skipWhitespace(body, valueEnd);
    const key = decodeString(body, keyStart, keyEnd);
    members.push({ key, keyStart, keyEnd, valueStart, valueEnd, memberStart, memberEnd });
    if (body[memberEnd] === CLOSE_BRACE) return members;
    if (body[memberEnd] !== COMMA) throw notAnObject();
    memberStart = memberEnd + 1;
    at = skipWhitespace(body, memberStart);
  }
}

function skipWhitespace(body: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = body[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at += 1;
  }
}

function skipValue(body: Buffer, from: number): number {
  const first = body[from];
  if (first === QUOTE) return skipString(body, from);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipContainer(body, from);
  return skipLiteral(body, from);
}

/** Braces and brackets are not told apart: in valid JSON they nest properly. */
function skipContainer(body: Buffer, from: number): number {
  const length = body.length;
  let depth = 0;
  let at = from;
  while (at < length) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = skipString(body, at);
      continue;
    }
    at += 1;
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at;
  }
  throw notAnObject();
}

/** A number, true, false or null ends where the member does. */
function skipLiteral(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length) {
    const byte = body[at]!;
    if (byte === COMMA || byte === CLOSE_BRACE || byte <= 0x20) return at;
    at += 1;
  }
  throw notAnObject();
}

/**
 * `from` is the opening quote; the result is behind the closing one. No byte of a multi-byte UTF-8 character is a quote
 * or a backslash, so bytes can be compared without decoding.
 */
function skipString(body: Buffer, from: number): number {
  const length = body.length;
  let at = from + 1;
  for (;;) {
    const nearby = Math.min(at + SHORT_STRING_BYTES, length);
    while (at < nearby) {
      const byte = body[at];
      if (byte === QUOTE) return at + 1;
      at += byte === BACKSLASH ? 2 : 1;
    }
    const quote = body.indexOf(QUOTE, at);
    if (quote < 0) throw notAnObject();
    if (!isEscaped(body, quote, at)) return quote + 1;
    at = quote + 1;
  }
}

/** Whether an odd run of backslashes stands before `quote`; `from` is known not to be escaped itself. */
function isEscaped(body: Buffer, quote: number, from: number): boolean {
  let at = quote;
  while (at > from && body[at - 1] === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 1;
}

function decodeString(body: Buffer, start: number, end: number): string {
  const text = body.toString('utf8', start + 1, end - 1);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

function notAnObject(): SyntaxError {
  return new SyntaxError('The body is not a JSON object');
}
