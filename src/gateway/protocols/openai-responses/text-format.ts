import type { JsonObject } from '../../../kernel/json.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { OutputFormat } from '../canonical/request.js';

/** `text.format`, which is flat: the schema stands beside its name. */
export function decodeTextFormat(text: FieldReader | undefined): OutputFormat | undefined {
  const format = text?.child('format');
  if (!format) return undefined;
  switch (format.requiredString('type')) {
    case 'text':
      return { kind: 'text' };
    case 'json_object':
      return { kind: 'json' };
    case 'json_schema': {
      const schema = format.object('schema');
      if (!schema) throw format.invalid('schema', 'must be there');
      return {
        kind: 'json-schema',
        name: format.string('name'),
        description: format.string('description'),
        strict: format.boolean('strict'),
        schema,
      };
    }
    default:
      format.leave();
      return undefined;
  }
}

export function encodeTextFormat(output: OutputFormat): JsonObject {
  switch (output.kind) {
    case 'text':
      return { type: 'text' };
    case 'json':
      return { type: 'json_object' };
    case 'json-schema': {
      // The name is a required label; other dialects have none.
      const { name = 'answer', description, strict, schema } = output;
      return { type: 'json_schema', name, description, strict, schema };
    }
    default:
      return output satisfies never;
  }
}
