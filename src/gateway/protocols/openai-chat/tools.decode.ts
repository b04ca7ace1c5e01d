import type { JsonObject } from '../../../kernel/json.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { CanonicalTool, TextGrammar, ToolChoice } from '../canonical/request.js';

interface DecodedTools {
  readonly fields: { readonly tools?: readonly CanonicalTool[] };
  /** `functions` is the name that `tools` had until 2023; a client that sent it expects its answer in that form. */
  readonly asSent: JsonObject;
}

export function decodeTools(body: FieldReader): DecodedTools {
  const tools = body.children('tools');
  const functions = body.children('functions');
  if (tools) return { fields: { tools: tools.flatMap((tool) => decodeTool(tool) ?? []) }, asSent: {} };
  if (functions) {
    return {
      fields: { tools: functions.map((tool) => decodeFunction(tool, tool.pointer)) },
      asSent: { functions: true },
    };
  }
  return { fields: {}, asSent: {} };
}

function decodeTool(tool: FieldReader): CanonicalTool | undefined {
  const type = tool.requiredString('type');
  if (type === 'function') return decodeFunction(tool.requiredChild('function'), tool.pointer);
  if (type === 'custom') return decodeCustom(tool);
  tool.leave();
  return undefined;
}

function decodeFunction(described: FieldReader, origin: string): CanonicalTool {
  return {
    name: described.requiredString('name'),
    description: described.string('description'),
    parameters: described.object('parameters'),
    strict: described.boolean('strict'),
    origin,
  };
}

/** A tool whose input is free text. */
function decodeCustom(tool: FieldReader): CanonicalTool {
  const described = tool.requiredChild('custom');
  return {
    name: described.requiredString('name'),
    description: described.string('description'),
    custom: { format: decodeFormat(described.child('format')) },
    origin: tool.pointer,
  };
}

function decodeFormat(format: FieldReader | undefined): TextGrammar | undefined {
  if (!format) return undefined;
  const type = format.requiredString('type');
  if (type === 'text') return { kind: 'text' };
  if (type === 'grammar') {
    const grammar = format.requiredChild('grammar');
    return {
      kind: 'grammar',
      syntax: grammar.requiredString('syntax'),
      definition: grammar.requiredString('definition'),
    };
  }
  format.leave();
  return undefined;
}

export function decodeToolChoice(body: FieldReader): ToolChoice | undefined {
  // `function_call` is what `tool_choice` was called beside `functions`.
  return decodeChoice(body) ?? decodeLegacyChoice(body);
}

function decodeChoice(body: FieldReader): ToolChoice | undefined {
  if (typeof body.peek('tool_choice') === 'string') {
    return { kind: body.oneOf('tool_choice', ['auto', 'none', 'required'] as const) ?? 'auto' };
  }
  const choice = body.child('tool_choice');
  if (!choice) return undefined;
  const type = choice.requiredString('type');
  switch (type) {
    case 'function':
    case 'custom':
      return { kind: 'tool', name: choice.requiredChild(type).requiredString('name') };
    case 'allowed_tools': {
      const allowed = choice.requiredChild('allowed_tools');
      return {
        kind: 'subset',
        mode: allowed.oneOf('mode', ['auto', 'required'] as const) ?? 'auto',
        names: allowed.requiredChildren('tools').map((tool) => {
          const kind = tool.oneOf('type', ['function', 'custom'] as const) ?? 'function';
          return tool.requiredChild(kind).requiredString('name');
        }),
      };
    }
    default:
      choice.leave();
      return undefined;
  }
}

function decodeLegacyChoice(body: FieldReader): ToolChoice | undefined {
  if (typeof body.peek('function_call') === 'string') {
    return { kind: body.oneOf('function_call', ['auto', 'none'] as const) ?? 'auto' };
  }
  const choice = body.child('function_call');
  return choice && { kind: 'tool', name: choice.requiredString('name') };
}
