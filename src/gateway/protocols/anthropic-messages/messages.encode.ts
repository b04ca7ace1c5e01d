import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalMessage, ContentPart } from '../canonical/request.js';
import { BlockEncoder, isPlain } from './blocks.encode.js';

/** One message on the wire. Results come first in it, or the API does not find them. */
interface Turn {
  readonly role: 'user' | 'assistant' | 'system';
  readonly results: JsonObject[];
  readonly blocks: JsonObject[];
  /** All its text, where it is nothing but that. */
  text: string | undefined;
}

export interface EncodedMessages {
  readonly system: JsonValue | undefined;
  readonly messages: JsonObject[];
  readonly losses: readonly FeatureLoss[];
}

/**
 * Instructions go to the top, neighbours of one role become one message, and all results of a turn stand at the beginning
 * of the user message that follows it (https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls).
 */
export function encodeMessages(messages: readonly CanonicalMessage[]): EncodedMessages {
  const encoder = new BlockEncoder();
  const losses: FeatureLoss[] = [];
  const instructions: ContentPart[] = [];
  const turns: Turn[] = [];

  for (const message of messages) {
    if (isInstruction(message) && !isInline(message)) {
      if (turns.length > 0) losses.push(moved(message));
      instructions.push(...message.content.filter((part) => isTextOr(part, losses)));
      continue;
    }
    const blocks = encodeBlocks(message, encoder);
    if (blocks.length === 0) continue;
    const role = message.role === 'assistant' || message.role === 'system' ? message.role : 'user';
    const turn = turns.at(-1)?.role === role ? (turns.at(-1) as Turn) : newTurn(role, turns);
    const isFirst = turn.blocks.length === 0 && turn.results.length === 0;
    turn.text = isFirst ? plainText(message.content) : undefined;
    for (const block of blocks) (block['type'] === 'tool_result' ? turn.results : turn.blocks).push(block);
  }
  return {
    system: encodeSystem(instructions, encoder),
    messages: turns.map(({ role, results, blocks, text }) => ({ role, content: text ?? [...results, ...blocks] })),
    losses: [...losses, ...encoder.losses],
  };
}

function isInstruction({ role }: CanonicalMessage): boolean {
  return role === 'system' || role === 'developer';
}

/** Newer models take instructions in the middle of a conversation; a client of this dialect that says so is believed. */
function isInline(message: CanonicalMessage): boolean {
  return message.extensions?.['anthropic-messages']?.['inline'] === true;
}

function newTurn(role: Turn['role'], turns: Turn[]): Turn {
  const turn: Turn = { role, results: [], blocks: [], text: undefined };
  turns.push(turn);
  return turn;
}

function moved({ role, origin }: CanonicalMessage): FeatureLoss {
  return {
    feature: role === 'developer' ? 'developer-message' : 'system-message',
    origin,
    disposition: 'adjusted',
    reason: 'Anthropic takes instructions before the conversation; it is moved there',
  };
}

function isTextOr(part: ContentPart, losses: FeatureLoss[]): boolean {
  if (part.kind === 'text') return true;
  losses.push({
    feature: 'system-message',
    origin: part.origin,
    disposition: 'refused',
    reason: 'Anthropic takes only text as instructions',
  });
  return false;
}

function encodeSystem(parts: readonly ContentPart[], encoder: BlockEncoder): JsonValue | undefined {
  const text = plainText(parts);
  if (text !== undefined) return text === '' ? undefined : text;
  const blocks = parts.flatMap((part) => encoder.encode(part));
  return blocks.length === 0 ? undefined : blocks;
}

function plainText(parts: readonly ContentPart[]): string | undefined {
  const [only] = parts;
  return parts.length === 1 && only?.kind === 'text' && isPlain(only) ? only.text : undefined;
}

/** The blocks of a message, those of Anthropic's own tools among them at the places they had. */
function encodeBlocks(message: CanonicalMessage, encoder: BlockEncoder): JsonObject[] {
  const own = message.extensions?.['anthropic-messages']?.['blocks'];
  const placed = Array.isArray(own) ? own.filter(isJsonObject) : [];
  if (placed.length === 0) return message.content.flatMap((part) => encoder.encode(part));
  const before = (at: number) => placed.filter((entry) => entry['at'] === at).flatMap(({ block }) => asBlock(block));
  return [
    ...message.content.flatMap((part, index) => [...before(index), ...encoder.encode(part)]),
    ...placed.filter(({ at }) => Number(at) >= message.content.length).flatMap(({ block }) => asBlock(block)),
  ];
}

function asBlock(block: JsonValue | undefined): JsonObject[] {
  return isJsonObject(block) ? [block] : [];
}
