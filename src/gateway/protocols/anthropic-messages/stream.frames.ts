import type { JsonObject } from '../../../kernel/json.js';

/** An event on the wire. The name stands twice: SDKs dispatch on the `event:` line and drop what has none. */
export function frame(type: string, fields: JsonObject): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

/** As `frame`, from text that is JSON already: deltas are the many. */
export function deltaFrame(index: number, delta: string): string {
  return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${index},"delta":${delta}}\n\n`;
}
