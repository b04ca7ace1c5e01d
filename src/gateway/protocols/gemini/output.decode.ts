import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { OutputFormat } from '../canonical/request.js';
import { decodeSchema } from './schema.decode.js';

interface DecodedOutput {
  readonly output?: OutputFormat;
  readonly asSent: JsonObject;
}

/** `responseMimeType` with one of the two schemas; a schema alone says JSON as well. */
export function decodeOutput(config: FieldReader | undefined): DecodedOutput {
  if (!config) return { asSent: {} };
  const mimeType = decodeMimeType(config);
  const openApi = config.object('responseSchema');
  const schema: JsonValue | undefined = config.value('responseJsonSchema') ?? (openApi && decodeSchema(openApi));
  if (schema !== undefined) {
    return {
      output: { kind: 'json-schema', schema },
      asSent: openApi === undefined ? {} : { responseSchema: openApi },
    };
  }
  if (mimeType === undefined) return { asSent: {} };
  return { output: { kind: mimeType === 'application/json' ? 'json' : 'text' }, asSent: {} };
}

/** Others (`text/x.enum`) are left to be refused: no other dialect has them. */
function decodeMimeType(config: FieldReader): string | undefined {
  const said = config.peek('responseMimeType');
  if (said !== 'application/json' && said !== 'text/plain' && said !== '' && typeof said === 'string') return undefined;
  return config.string('responseMimeType') || undefined;
}
