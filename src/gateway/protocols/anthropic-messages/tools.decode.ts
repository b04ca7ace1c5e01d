import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { CanonicalTool, ToolChoice } from '../canonical/request.js';
import { decodeCacheControl } from './cache-control.js';
import { OWN_FIELDS } from './dispositions.js';

export function decodeTools(body: FieldReader): CanonicalTool[] | undefined {
  return body.children('tools')?.map((tool) => {
    // Tools of the client have no type, or "custom"; any other type is a tool that Anthropic defines or runs.
    const type = tool.peek('type') ?? 'custom';
    return type === 'custom' ? decodeCustomTool(tool) : decodeOwnTool(tool, String(type));
  });
}

function decodeCustomTool(tool: FieldReader): CanonicalTool {
  const type = tool.string('type');
  return {
    name: tool.requiredString('name'),
    description: tool.string('description'),
    parameters: tool.object('input_schema'),
    strict: tool.boolean('strict'),
    cacheBreakpoint: decodeCacheControl(tool),
    origin: tool.pointer,
    extensions: extensionsOf('anthropic-messages', { ...(type && { type }), ...tool.own(OWN_FIELDS.tool) }),
  };
}

function decodeOwnTool(tool: FieldReader, type: string): CanonicalTool {
  const name = tool.peek('name');
  return {
    name: typeof name === 'string' ? name : type,
    origin: tool.pointer,
    extensions: { 'anthropic-messages': { definition: tool.ownWhole() } },
  };
}

export interface DecodedChoice {
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
}

export function decodeToolChoice(body: FieldReader): DecodedChoice {
  const choice = body.child('tool_choice');
  if (!choice) return {};
  const type = choice.requiredString('type');
  const single = choice.boolean('disable_parallel_tool_use');
  const parallel = single === undefined ? {} : { parallelToolCalls: !single };
  switch (type) {
    case 'auto':
    case 'none':
      return { toolChoice: { kind: type }, ...parallel };
    case 'any':
      return { toolChoice: { kind: 'required' }, ...parallel };
    case 'tool':
      return { toolChoice: { kind: 'tool', name: choice.requiredString('name') }, ...parallel };
    default:
      choice.leave();
      return {};
  }
}
