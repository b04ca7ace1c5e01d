import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject, JsonValue } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalRequest, CanonicalTool, ToolChoice } from '../canonical/request.js';
import { encodeCacheControl } from './cache-control.js';

export function encodeTools(request: CanonicalRequest): { fields: JsonObject; losses: FeatureLoss[] } {
  const { toolChoice } = request;
  const tools = request.tools ?? [];
  const allowed = tools.filter(({ name }) => toolChoice?.kind !== 'subset' || toolChoice.names.includes(name));
  return {
    fields: {
      tools: request.tools && allowed.map(encodeTool),
      tool_choice: encodeChoice(request, allowed),
    },
    losses: tools
      .filter((tool) => !allowed.includes(tool))
      .map(({ origin }) => ({
        feature: 'tools',
        origin,
        disposition: 'adjusted',
        reason: 'it is left out, for tool_choice does not allow it',
      })),
  };
}

function encodeTool(tool: CanonicalTool): JsonValue {
  const { definition, ...own } = tool.extensions?.['anthropic-messages'] ?? {};
  if (definition !== undefined) return definition;
  const { name, description, parameters, strict, cacheBreakpoint } = tool;
  return {
    name,
    description,
    // Required, and an object; a function described without parameters takes none.
    input_schema: { type: 'object', ...(parameters ?? { properties: {} }) },
    strict,
    cache_control: encodeCacheControl(cacheBreakpoint),
    ...own,
  };
}

function encodeChoice(
  { toolChoice, parallelToolCalls }: CanonicalRequest,
  tools: readonly CanonicalTool[],
): JsonObject | undefined {
  const isForced = toolChoice !== undefined && toolChoice.kind !== 'auto' && toolChoice.kind !== 'none';
  // The API refuses a choice without tools; to choose freely among none is nothing to say.
  if (tools.length === 0 && !isForced) return undefined;
  if (toolChoice === undefined) {
    return parallelToolCalls === false ? { type: 'auto', disable_parallel_tool_use: true } : undefined;
  }
  const choice = encodeKind(toolChoice);
  return toolChoice.kind === 'none' || parallelToolCalls === undefined
    ? choice
    : { ...choice, disable_parallel_tool_use: !parallelToolCalls };
}

function encodeKind(choice: ToolChoice): JsonObject {
  switch (choice.kind) {
    case 'auto':
    case 'none':
      return { type: choice.kind };
    case 'required':
      return { type: 'any' };
    case 'tool':
      return { type: 'tool', name: choice.name };
    case 'subset':
      return { type: choice.mode === 'required' ? 'any' : 'auto' };
    default:
      return assertNever(choice);
  }
}
