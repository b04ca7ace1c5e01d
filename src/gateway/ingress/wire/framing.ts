import type { Framing } from '../../protocols/dialect.js';

export const CONTENT_TYPE = {
  sse: 'text/event-stream; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
} as const satisfies Record<Framing, string>;

/**
 * What says "still there" without saying anything, in dialects that have no word of their own for it. Ollama's Python
 * client parses every line, empty ones too, and falls over them; a space before the next line is nothing to any parser.
 */
export const KEEP_ALIVE = {
  sse: ': keep-alive\n\n',
  ndjson: ' ',
} as const satisfies Record<Framing, string>;
