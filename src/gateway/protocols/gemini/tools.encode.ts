import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { CanonicalRequest, CanonicalTool, ToolChoice } from '../canonical/request.js';

export function encodeTools({ tools, toolChoice, extensions }: CanonicalRequest): JsonObject {
  const own = extensions?.['gemini'] ?? {};
  const declared = tools && tools.length > 0 ? [{ functionDeclarations: tools.map(encodeFunction) }] : [];
  const all = [...declared, ...(Array.isArray(own['tools']) ? own['tools'] : [])];
  return { tools: all.length === 0 ? undefined : all, toolConfig: encodeConfig(toolChoice, own['toolConfig']) };
}

/**
 * `parametersJsonSchema` takes JSON Schema as it is; the older `parameters` knows only a part of it (no `$ref`, no
 * `additionalProperties`) and refuses the rest.
 */
function encodeFunction({ name, description, parameters, extensions }: CanonicalTool): JsonObject {
  const own = extensions?.['gemini'] ?? {};
  return { name, description, parametersJsonSchema: own['parameters'] === undefined ? parameters : undefined, ...own };
}

function encodeConfig(choice: ToolChoice | undefined, own: JsonValue | undefined): JsonObject | undefined {
  const ownConfig = isJsonObject(own) ? own : {};
  const calling = ownConfig['functionCallingConfig'];
  const functionCallingConfig = { ...(choice && encodeChoice(choice)), ...(isJsonObject(calling) ? calling : {}) };
  const config: JsonObject = {
    ...ownConfig,
    functionCallingConfig: Object.keys(functionCallingConfig).length === 0 ? undefined : functionCallingConfig,
  };
  return Object.values(config).some((value) => value !== undefined) ? config : undefined;
}

function encodeChoice(choice: ToolChoice): JsonObject {
  switch (choice.kind) {
    case 'auto':
      return { mode: 'AUTO' };
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'tool':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] };
    case 'subset':
      // Names may only stand beside ANY and VALIDATED, which is AUTO with calls that keep to their schemas.
      return { mode: choice.mode === 'required' ? 'ANY' : 'VALIDATED', allowedFunctionNames: [...choice.names] };
    default:
      return choice satisfies never;
  }
}
