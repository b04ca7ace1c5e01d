import { extensionsOf } from '../canonical/extensions.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { CanonicalTool, TextGrammar, ToolChoice } from '../canonical/request.js';
import { OWN_FIELDS } from './dispositions.js';

export function decodeTools(body: FieldReader): CanonicalTool[] | undefined {
  return body.children('tools')?.flatMap((tool) => decodeTool(tool) ?? []);
}

/** Only tools of the client: those that OpenAI runs itself exist nowhere else, so they are refused there. */
function decodeTool(tool: FieldReader): CanonicalTool | undefined {
  const type = tool.requiredString('type');
  if (type !== 'function' && type !== 'custom') {
    tool.leave();
    return undefined;
  }
  const described = { name: tool.requiredString('name'), description: tool.string('description') };
  if (type === 'custom') {
    return {
      ...described,
      custom: { format: decodeFormat(tool.child('format')) },
      origin: tool.pointer,
      extensions: extensionsOf('openai-responses', tool.own(OWN_FIELDS.tool)),
    };
  }
  return {
    ...described,
    parameters: tool.object('parameters'),
    strict: tool.boolean('strict'),
    origin: tool.pointer,
    extensions: { 'openai-responses': tool.own(OWN_FIELDS.tool) },
  };
}

function decodeFormat(format: FieldReader | undefined): TextGrammar | undefined {
  if (!format) return undefined;
  const type = format.requiredString('type');
  if (type === 'text') return { kind: 'text' };
  if (type === 'grammar') {
    return {
      kind: 'grammar',
      syntax: format.requiredString('syntax'),
      definition: format.requiredString('definition'),
    };
  }
  format.leave();
  return undefined;
}

export function decodeToolChoice(body: FieldReader): ToolChoice | undefined {
  if (typeof body.peek('tool_choice') === 'string') {
    return { kind: body.oneOf('tool_choice', ['auto', 'none', 'required'] as const) ?? 'auto' };
  }
  const choice = body.child('tool_choice');
  if (!choice) return undefined;
  switch (choice.requiredString('type')) {
    case 'function':
    case 'custom':
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
  if (['function', 'custom'].includes(tool.requiredString('type'))) return [tool.requiredString('name')];
  tool.leave();
  return [];
}
