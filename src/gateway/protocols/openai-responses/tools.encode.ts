import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalTool, ToolChoice } from '../canonical/request.js';

/**
 * Functions are strict here unless told otherwise, and everywhere else it is the other way round: a request of another
 * dialect that does not say must say so. (`strict` and `parameters` are required; `null` is "not said".)
 */
export function encodeTool(tool: CanonicalTool): JsonObject {
  const own = tool.extensions?.['openai-responses'];
  const { name, description, parameters = null, strict = own ? null : false, custom } = tool;
  if (custom) {
    const { kind, ...grammar } = custom.format ?? {};
    return { type: 'custom', name, description, format: kind && { type: kind, ...grammar }, ...own };
  }
  return { type: 'function', name, description, parameters, strict, ...own };
}

export function encodeToolChoice(choice: ToolChoice, tools: readonly CanonicalTool[]): JsonObject | string {
  const named = (name: string): JsonObject => {
    const isCustom = tools.some((tool) => tool.name === name && tool.custom);
    return { type: isCustom ? 'custom' : 'function', name };
  };
  switch (choice.kind) {
    case 'tool':
      return named(choice.name);
    case 'subset':
      return { type: 'allowed_tools', mode: choice.mode, tools: choice.names.map(named) };
    default:
      return choice.kind;
  }
}
