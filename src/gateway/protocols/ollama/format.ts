import type { FieldReader } from '../canonical/field-reader.js';
import type { OutputFormat } from '../canonical/request.js';

/** `format`: `"json"`, a schema, or `""`, which older clients send for "no format". */
export function decodeFormat(body: FieldReader): OutputFormat | undefined {
  if (typeof body.peek('format') !== 'string') {
    const schema = body.object('format');
    return schema && { kind: 'json-schema', schema };
  }
  const word = body.oneOf('format', ['', 'json'] as const);
  return word === 'json' ? { kind: 'json' } : undefined;
}
