import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalRequest, CanonicalTool, TextGrammar, ToolChoice } from '../canonical/request.js';

export function encodeTools(request: CanonicalRequest): JsonObject {
  const { tools, toolChoice } = request;
  if (request.extensions?.['openai-chat']?.['functions'] === true) {
    return {
      functions: tools?.map(({ name, description, parameters }) => ({ name, description, parameters })),
      function_call: toolChoice && encodeLegacyChoice(toolChoice),
    };
  }
  return {
    tools: tools?.map(encodeTool),
    tool_choice: toolChoice && encodeChoice(toolChoice, tools ?? []),
  };
}

function encodeTool(tool: CanonicalTool): JsonObject {
  const { name, description, parameters, strict, custom } = tool;
  if (custom) return { type: 'custom', custom: { name, description, format: encodeFormat(custom.format) } };
  return { type: 'function', function: { name, description, parameters, strict } };
}

function encodeFormat(format: TextGrammar | undefined): JsonObject | undefined {
  if (format?.kind !== 'grammar') return format && { type: format.kind };
  const { syntax, definition } = format;
  return { type: 'grammar', grammar: { syntax, definition } };
}

function encodeChoice(choice: ToolChoice, tools: readonly CanonicalTool[]): JsonObject | string {
  const named = (name: string): JsonObject => {
    const isCustom = tools.some((tool) => tool.name === name && tool.custom);
    return isCustom ? { type: 'custom', custom: { name } } : { type: 'function', function: { name } };
  };
  switch (choice.kind) {
    case 'tool':
      return named(choice.name);
    case 'subset':
      return { type: 'allowed_tools', allowed_tools: { mode: choice.mode, tools: choice.names.map(named) } };
    default:
      return choice.kind;
  }
}

function encodeLegacyChoice(choice: ToolChoice): JsonObject | string {
  if (choice.kind === 'tool') return { name: choice.name };
  return choice.kind === 'none' ? 'none' : 'auto';
}
