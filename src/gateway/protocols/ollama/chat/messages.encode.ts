import { assertNever } from '../../../../kernel/assert-never.js';
import type { JsonObject } from '../../../../kernel/json.js';
import { parseArguments } from '../../canonical/call-arguments.js';
import type { FeatureLoss } from '../../canonical/loss.js';
import type { CanonicalMessage, ContentPart, PartOf } from '../../canonical/request.js';

/** Writes the messages of one request; holds the names of called tools, which Ollama wants with their results. */
export class MessageEncoder {
  readonly losses: FeatureLoss[] = [];
  readonly #toolNames = new Map<string, string>();

  encode(message: CanonicalMessage): JsonObject[] {
    switch (message.role) {
      case 'system':
      case 'developer':
        return [{ role: 'system', ...encodeContent(message.content) }];
      case 'user':
        return [{ role: 'user', ...encodeContent(message.content) }];
      case 'assistant':
        return [this.#encodeAssistant(message)];
      case 'tool':
        return message.content
          .filter((part) => part.kind === 'tool-result')
          .map((result) => this.#encodeResult(result));
      default:
        return assertNever(message.role);
    }
  }

  #encodeAssistant(message: CanonicalMessage): JsonObject {
    const thinking = message.content.filter((part) => part.kind === 'reasoning').map((part) => part.text);
    const calls = message.content.filter((part) => part.kind === 'tool-call');
    for (const call of calls) this.#toolNames.set(call.id, call.name);
    return {
      role: 'assistant',
      ...encodeContent(message.content),
      thinking: thinking.length === 0 ? undefined : thinking.join(''),
      tool_calls: calls.length === 0 ? undefined : calls.map((call) => this.#encodeCall(call)),
    };
  }

  #encodeCall(call: PartOf<'tool-call'>): JsonObject {
    return { id: call.id, function: { name: call.name, arguments: this.#encodeArguments(call) } };
  }

  #encodeArguments(call: PartOf<'tool-call'>): JsonObject {
    const parsed = parseArguments(call.arguments);
    if (parsed) return parsed;
    this.losses.push({
      feature: 'tool-call-history',
      origin: call.origin,
      disposition: 'refused',
      reason: 'Ollama takes the arguments of earlier calls as an object, and these are not the JSON of one',
    });
    return {};
  }

  /** Recent servers match results by tool_call_id, older ones by tool_name and order; each ignores the other. */
  #encodeResult(result: PartOf<'tool-result'>): JsonObject {
    return {
      role: 'tool',
      ...encodeContent(result.content),
      tool_name: result.name ?? this.#toolNames.get(result.callId),
      tool_call_id: result.callId,
    };
  }
}

/** Ollama has one text per message and its images beside it, so several texts become paragraphs of one. */
function encodeContent(parts: readonly ContentPart[]): JsonObject {
  const texts: string[] = [];
  const images: string[] = [];
  for (const part of parts) {
    if (part.kind === 'text' || part.kind === 'refusal') texts.push(part.text);
    if (part.kind === 'document' && part.source.kind === 'text') texts.push(part.source.text);
    if (part.kind === 'image' && part.source.kind === 'base64') images.push(part.source.data);
  }
  return { content: texts.join('\n'), images: images.length === 0 ? undefined : images };
}
