import type { FieldReader } from '../canonical/field-reader.js';
import type { CanonicalTool, ToolChoice } from '../canonical/request.js';
import { OWN_FIELDS } from './dispositions.js';

export function decodeTools(body: FieldReader): CanonicalTool[] | undefined {
  return body.children('tools')?.flatMap((tool) => decodeTool(tool) ?? []);
}

/** Functions only: custom tools and those that OpenAI runs itself exist nowhere else, so they are refused there. */
function decodeTool(tool: FieldReader): CanonicalTool | undefined {
  if (tool.requiredString('type') !== 'function') {
    tool.leave();
    return undefined;
  }
  return {
    name: tool.requiredString('name'),
    description: tool.string('description'),
    parameters: tool.object('parameters'),
    strict: tool.boolean('strict'),
    origin: tool.pointer,
    extensions: { 'openai-responses': tool.own(OWN_FIELDS.tool) },
  };
}

export function decodeToolChoice(body: FieldReader): ToolChoice | undefined {
  if (typeof body.peek('tool_choice') === 'string') {
    return { kind: body.oneOf('tool_choice', ['auto', 'none', 'required'] as const) ?? 'auto' };
  }
  const choice = body.child('tool_choice');
  if (!choice) return undefined;
  switch (choice.requiredString('type')) {
    case 'function':
      return { kind: 'tool', name: choice.requiredString('name') };
    case 'allowed_tools':
      return {
        kind: 'subset',
        mode: choice.oneOf('mode', ['auto', 'required'] as const) ?? 'auto',
        names: choice.requiredChildren('tools').flatMap(decodeAllowed),
      };
    default:
      choice.leave();
      return undefined;
  }
}

function decodeAllowed(tool: FieldReader): string[] {
  if (tool.requiredString('type') === 'function') return [tool.requiredString('name')];
  tool.leave();
  return [];
}
