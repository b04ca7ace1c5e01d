import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { CanonicalTool, ToolChoice } from '../canonical/request.js';
import { OWN_FIELDS } from './dispositions.js';
import { decodeSchema } from './schema.decode.js';

interface DecodedTools {
  readonly tools?: readonly CanonicalTool[];
  readonly toolChoice?: ToolChoice;
  /** Google's own tools and settings, for the way back to this dialect. */
  readonly asSent: JsonObject;
}

export function decodeTools(body: FieldReader): DecodedTools {
  const groups = body.children('tools');
  const config = decodeConfig(body.child('toolConfig'));
  const declared = groups?.map((group) => group.children('functionDeclarations'));
  const builtIn = (groups ?? [])
    .map((group) => group.own(OWN_FIELDS.tool))
    .filter((own) => Object.keys(own).length > 0);
  return {
    tools: declared?.some((list) => list !== undefined)
      ? declared.flatMap((list) => (list ?? []).map(decodeFunction))
      : undefined,
    toolChoice: config.toolChoice,
    asSent: { ...(builtIn.length > 0 ? { tools: builtIn } : {}), ...config.asSent },
  };
}

function decodeFunction(declaration: FieldReader): CanonicalTool {
  const schema = declaration.object('parametersJsonSchema');
  const parameters = declaration.object('parameters');
  return {
    name: declaration.requiredString('name'),
    description: declaration.string('description'),
    parameters: schema ?? (parameters && decodeSchema(parameters)),
    origin: declaration.pointer,
    // Kept as it came, for the way back; for every other dialect it is JSON Schema.
    extensions: extensionsOf('gemini', { ...declaration.own(OWN_FIELDS.functionDeclaration), parameters }),
  };
}

function decodeConfig(config: FieldReader | undefined): { toolChoice?: ToolChoice; asSent: JsonObject } {
  if (!config) return { asSent: {} };
  const own = config.own(OWN_FIELDS.toolConfig);
  const calling = config.child('functionCallingConfig');
  if (!calling) return { asSent: toolConfig(own) };
  const mode = calling.string('mode')?.toUpperCase() ?? 'AUTO';
  const names = calling.strings('allowedFunctionNames') ?? [];
  const callingOwn: JsonObject = calling.own(OWN_FIELDS.functionCallingConfig);
  // Without names it is AUTO whose calls are held to their schemas; no other dialect tells the two apart.
  if (mode === 'VALIDATED' && names.length === 0) callingOwn['mode'] = mode;
  const asSent = toolConfig({
    ...own,
    ...(Object.keys(callingOwn).length > 0 ? { functionCallingConfig: callingOwn } : {}),
  });
  switch (mode) {
    case 'AUTO':
    case 'MODE_UNSPECIFIED':
      return { toolChoice: { kind: 'auto' }, asSent };
    case 'VALIDATED':
      return { toolChoice: names.length === 0 ? { kind: 'auto' } : { kind: 'subset', mode: 'auto', names }, asSent };
    case 'NONE':
      return { toolChoice: { kind: 'none' }, asSent };
    case 'ANY':
      return { toolChoice: required(names), asSent };
    default:
      calling.leave();
      return { asSent };
  }
}

function required(names: readonly string[]): ToolChoice {
  const [name, ...others] = names;
  if (name === undefined) return { kind: 'required' };
  return others.length === 0 ? { kind: 'tool', name } : { kind: 'subset', mode: 'required', names };
}

function toolConfig(fields: Record<string, JsonValue | undefined>): JsonObject {
  return Object.keys(fields).length > 0 ? { toolConfig: fields } : {};
}
