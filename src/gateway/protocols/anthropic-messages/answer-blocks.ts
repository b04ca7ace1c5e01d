import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import type { AnswerPart } from '../canonical/answer.js';
import { shownArguments } from '../canonical/call-arguments.js';
import type { Extensions } from '../canonical/extensions.js';
import { packSignature, type Signature } from '../canonical/signature.js';
import { carrierOf } from './carried-signature.js';
import { encodeCitation } from './citations.js';

/** A part of a whole answer as content blocks: the block itself and, where another vendor signed it, its carrier. */
export function encodePart({ head, text, signature, citations }: AnswerPart): JsonObject[] {
  switch (head.kind) {
    case 'text':
    case 'refusal':
      return [
        { type: 'text', text, ...(citations ? { citations: citations.map(encodeCitation) } : {}) },
        ...carried(signature, undefined),
      ];
    case 'reasoning':
      return encodeReasoning(head.redacted === true, text, signature);
    case 'tool-call':
      return [
        {
          type: 'tool_use',
          id: head.id,
          name: head.name,
          input: shownArguments(text),
          ...head.extensions?.['anthropic-messages'],
        },
        ...carried(signature, head.id),
      ];
    default:
      return head satisfies never;
  }
}

function encodeReasoning(redacted: boolean, thinking: string, signature: Signature | undefined): JsonObject[] {
  const packed = signature ? packSignature(signature, 'anthropic-messages') : '';
  if (!redacted) return [{ type: 'thinking', thinking, signature: packed }];
  return packed === '' ? [] : [{ type: 'redacted_thinking', data: packed }];
}

/** Nothing for parts without a signature. */
export function carried(signature: Signature | undefined, callId: string | undefined): JsonObject[] {
  return signature ? [carrierOf(signature, callId)] : [];
}

/** Blocks of Anthropic's own tools, with the number of parts that stand before each. */
export function ownBlocks(extensions: Extensions | undefined): { readonly at: number; readonly block: JsonObject }[] {
  const blocks = extensions?.['anthropic-messages']?.['blocks'];
  if (!Array.isArray(blocks)) return [];
  return blocks
    .filter(isJsonObject)
    .flatMap(({ at, block }) => (isJsonObject(block) ? [{ at: Number(at), block }] : []));
}
