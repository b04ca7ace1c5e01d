import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalMessage, CanonicalRequest, CanonicalTool, PartOf, ToolChoice } from '../canonical/request.js';
import type { MessageEncoder } from './messages.encode.js';
import { familyOf } from './model-family.js';

export interface EncodedTools {
  readonly toolConfig?: JsonObject;
  /** For `additionalModelRequestFields`. */
  readonly fields: JsonObject;
  readonly losses: readonly FeatureLoss[];
}

/** `toolConfig`, and what it cannot say in Claude's own words. */
export function encodeTools(request: CanonicalRequest, messages: MessageEncoder): EncodedTools {
  const calls = earlierCalls(request.messages);
  const { tools, choice, losses } = fitTools(request, calls);
  if (tools.length === 0) return { fields: {}, losses };
  const isClaude = familyOf(request.model) === 'claude';
  const isSingle = request.parallelToolCalls === false && choice.kind !== 'none';
  const claudeChoice = isClaude ? encodeClaudeChoice(choice, isSingle) : undefined;
  return {
    toolConfig: {
      tools: tools.flatMap((tool) => [encodeTool(tool), ...messages.cachePoint(tool.cacheBreakpoint, tool.origin)]),
      toolChoice: claudeChoice ? undefined : encodeChoice(choice),
    },
    fields: claudeChoice ? { tool_choice: claudeChoice } : {},
    losses: isSingle && !isClaude ? [...losses, NOT_SINGLE] : losses,
  };
}

const NOT_SINGLE: FeatureLoss = {
  feature: 'single-tool-call',
  disposition: 'dropped',
  reason: 'on Bedrock only Claude can be limited to one tool call',
};

interface FittedTools {
  readonly tools: readonly CanonicalTool[];
  readonly choice: Exclude<ToolChoice, { readonly kind: 'subset' }> | { readonly kind: 'unsaid' };
  readonly losses: readonly FeatureLoss[];
}

/**
 * What Converse has no words for is said by the list of tools. But a conversation with tool calls in it is refused without
 * one, also where no tool may be called any more (vxcontrol/pentagi#196, nearai/ironclaw#1710).
 */
function fitTools(request: CanonicalRequest, calls: readonly PartOf<'tool-call'>[]): FittedTools {
  const { tools = [], toolChoice = { kind: 'unsaid' } } = request;
  if (tools.length === 0) return describeCalls(calls);
  switch (toolChoice.kind) {
    case 'none':
      return calls.length > 0 ? { tools, choice: toolChoice, losses: [] } : withOnly([], request, toolChoice);
    case 'subset': {
      const allowed = tools.filter(({ name }) => toolChoice.names.includes(name));
      return withOnly(allowed, request, { kind: toolChoice.mode });
    }
    default:
      return { tools, choice: toolChoice, losses: [] };
  }
}

/** Earlier calls without any tool: their names are listed, and nothing is to be called. */
function describeCalls(calls: readonly PartOf<'tool-call'>[]): FittedTools {
  const names = [...new Set(calls.map(({ name }) => name))];
  return {
    tools: names.map((name) => ({ name })),
    choice: { kind: 'none' },
    losses: calls.slice(0, 1).map(({ origin }) => ({
      feature: 'tool-call-history',
      origin,
      disposition: 'adjusted',
      reason: 'Bedrock wants the tools of earlier calls described; they are listed by their names',
    })),
  };
}

function withOnly(
  tools: readonly CanonicalTool[],
  request: CanonicalRequest,
  choice: FittedTools['choice'],
): FittedTools {
  const left = (request.tools ?? []).filter((tool) => !tools.includes(tool));
  return {
    tools,
    choice,
    losses: left.map(({ origin }) => ({
      feature: 'tools',
      origin,
      disposition: 'adjusted',
      reason: 'it is left out, for tool_choice does not allow it',
    })),
  };
}

function earlierCalls(messages: readonly CanonicalMessage[]): PartOf<'tool-call'>[] {
  return messages.flatMap(({ content }) => content.filter((part) => part.kind === 'tool-call'));
}

function encodeTool({ name, description, parameters, strict }: CanonicalTool): JsonObject {
  return {
    toolSpec: {
      name,
      // Converse refuses an empty one.
      description: description === '' ? undefined : description,
      // Required; a tool described without parameters takes none.
      inputSchema: { json: parameters ?? { type: 'object', properties: {} } },
      strict,
    },
  };
}

function encodeChoice(choice: FittedTools['choice']): JsonObject | undefined {
  switch (choice.kind) {
    case 'unsaid':
    case 'none':
      return undefined;
    case 'auto':
      return { auto: {} };
    case 'required':
      return { any: {} };
    case 'tool':
      return { tool: { name: choice.name } };
    default:
      return assertNever(choice);
  }
}

/** Claude's `tool_choice`, which reaches it beside `toolConfig`, where Converse's says less. */
function encodeClaudeChoice(choice: FittedTools['choice'], isSingle: boolean): JsonObject | undefined {
  const one = isSingle ? { disable_parallel_tool_use: true } : undefined;
  switch (choice.kind) {
    case 'none':
      return { type: 'none' };
    case 'unsaid':
    case 'auto':
      return one && { type: 'auto', ...one };
    case 'required':
      return one && { type: 'any', ...one };
    case 'tool':
      return one && { type: 'tool', name: choice.name, ...one };
    default:
      return assertNever(choice);
  }
}
