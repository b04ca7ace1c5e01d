/** One part of a multipart form, as places in its bytes. */
export interface FormPart {
  readonly name: string;
  /** From its delimiter to the next one's. */
  readonly start: number;
  readonly end: number;
  /** The name without its quotes. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface FormLayout {
  readonly parts: readonly FormPart[];
  /** Where the closing delimiter begins: a new part goes before it. */
  readonly close: number;
}

const CRLF = '\r\n';
const END_OF_HEADERS = '\r\n\r\n';
const DISPOSITION_NAME = /(?:^|\r\n)content-disposition:[^\r\n]*?;\s*name=(?:"([^"\r\n]*)"|([^\s;"]+))/di;

/** The `boundary` of a multipart content type; `null` where it has none. */
export function boundaryOf(contentType: string): string | null {
  const found = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2] ?? null;
}

/**
 * Where the parts of a form lie (RFC 7578, RFC 2046 5.1). For bodies that a form parser has accepted; throws SyntaxError
 * on what is not a form with this boundary.
 */
export function formLayout(body: Buffer, boundary: string): FormLayout {
  const delimiter = `--${boundary}`;
  const parts: FormPart[] = [];
  let start = body.indexOf(delimiter);
  while (start !== -1) {
    const after = start + delimiter.length;
    if (body.toString('latin1', after, after + 2) === '--') return { parts, close: start };
    const next = body.indexOf(CRLF + delimiter, after);
    if (next === -1) break;
    parts.push(partBetween(body, { start, after, next: next + CRLF.length }));
    start = next + CRLF.length;
  }
  throw new SyntaxError('the form has no closing delimiter');
}

function partBetween(body: Buffer, at: { start: number; after: number; next: number }): FormPart {
  const { start, after, next } = at;
  const headersEnd = body.indexOf(END_OF_HEADERS, after);
  if (headersEnd === -1 || headersEnd > next) throw new SyntaxError('a part of the form has no headers');
  // One character a byte, so that places in the text are places in the body.
  const found = DISPOSITION_NAME.exec(body.toString('latin1', after, headersEnd));
  const [nameStart, nameEnd] = found?.indices?.[1] ?? found?.indices?.[2] ?? [0, 0];
  return {
    name: body.toString('utf8', after + nameStart, after + nameEnd),
    start,
    end: next,
    nameStart: after + nameStart,
    nameEnd: after + nameEnd,
    valueStart: headersEnd + END_OF_HEADERS.length,
    valueEnd: next - CRLF.length,
  };
}
