import { assertNever } from '../../../kernel/assert-never.js';
import type { JsonObject } from '../../../kernel/json.js';
import { parseArguments } from '../canonical/call-arguments.js';
import type { Feature } from '../canonical/feature.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CacheBreakpoint, CanonicalMessage, ContentPart, PartOf } from '../canonical/request.js';
import { DocumentNames } from './document-names.js';
import { encodeAudio, encodeDocument, encodeImage } from './media.encode.js';
import type { ModelFamily } from './model-family.js';
import { writeRedactedContent } from './redacted-content.js';
import { ToolIds } from './tool-ids.js';

type Role = 'user' | 'assistant';

/** Blocks that belong together: a part of the conversation and the cache point behind it. */
interface Group {
  readonly blocks: readonly JsonObject[];
  readonly isResult: boolean;
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html: other models refuse a cache point. */
const CACHING: ReadonlySet<ModelFamily> = new Set(['claude', 'nova', 'unknown']);
/** ToolResultBlock: "only supported by Amazon Nova and Anthropic Claude 3 and 4 models". */
const RESULT_STATUS: ReadonlySet<ModelFamily> = new Set(['claude', 'nova', 'unknown']);

/** Writes the conversation of one request. */
export class MessageEncoder {
  readonly losses: FeatureLoss[] = [];
  readonly #ids: ToolIds;
  readonly #names = new DocumentNames();
  readonly #system: JsonObject[] = [];
  readonly #messages: { readonly role: Role; readonly groups: Group[] }[] = [];

  constructor(private readonly family: ModelFamily) {
    this.#ids = new ToolIds(family === 'mistral');
  }

  encode(messages: readonly CanonicalMessage[]): { system?: readonly JsonObject[]; messages: JsonObject[] } {
    for (const message of messages) this.#add(message);
    return {
      system: this.#system.length === 0 ? undefined : this.#system,
      messages: this.#messages.map(({ role, groups }) => ({
        role,
        // All results of a turn stand in one message, before anything else (zeroclaw-labs/zeroclaw#1476).
        content: [...groups.filter(({ isResult }) => isResult), ...groups.filter(({ isResult }) => !isResult)].flatMap(
          ({ blocks }) => blocks,
        ),
      })),
    };
  }

  /** `{cachePoint}` behind what it closes, or nothing where the model knows none. */
  cachePoint(breakpoint: CacheBreakpoint | undefined, origin: string | undefined): JsonObject[] {
    if (breakpoint === undefined) return [];
    if (CACHING.has(this.family)) return [{ cachePoint: { type: 'default', ttl: breakpoint.ttl } }];
    this.#lose('cache-breakpoint', origin, 'dropped', 'this model does not cache prompts');
    return [];
  }

  #add(message: CanonicalMessage): void {
    switch (message.role) {
      case 'system':
      case 'developer':
        this.#addSystem(message, message.role);
        break;
      case 'user':
      case 'tool':
        this.#addTurn('user', message);
        break;
      case 'assistant':
        this.#addTurn('assistant', message);
        break;
      default:
        assertNever(message.role);
    }
  }

  #addSystem(message: CanonicalMessage, role: 'system' | 'developer'): void {
    if (this.#messages.length > 0) {
      const reason = 'Bedrock has its instructions in front of the conversation, so it was moved there';
      this.#lose(`${role}-message`, message.origin, 'adjusted', reason);
    }
    for (const part of message.content) {
      if (part.kind !== 'text') this.#refuse(part, 'Bedrock takes only text as instructions');
      else if (part.text !== '') this.#system.push({ text: part.text });
      if (this.#system.length > 0) this.#system.push(...this.cachePoint(part.cacheBreakpoint, part.origin));
    }
  }

  /** Neighbours of the same role become one message: turns must alternate. */
  #addTurn(role: Role, message: CanonicalMessage): void {
    const groups = message.content.flatMap((part) => this.#group(part, role) ?? []);
    const last = this.#messages.at(-1);
    if (last?.role === role) last.groups.push(...groups);
    else if (groups.length > 0) this.#messages.push({ role, groups });
  }

  #group(part: ContentPart, role: Role): Group | undefined {
    const block = this.#encodePart(part, role);
    if (block === undefined) return undefined;
    const inner = part.kind === 'tool-result' ? part.content.find(({ cacheBreakpoint }) => cacheBreakpoint) : undefined;
    const breakpoint = part.cacheBreakpoint ?? inner?.cacheBreakpoint;
    return {
      blocks: [block, ...this.cachePoint(breakpoint, part.origin)],
      isResult: part.kind === 'tool-result',
    };
  }

  #encodePart(part: ContentPart, role: Role): JsonObject | undefined {
    switch (part.kind) {
      case 'text':
      case 'refusal':
        // Blank texts are refused (NousResearch/hermes-agent#55092).
        return part.text.trim() === '' ? undefined : { text: part.text };
      case 'image':
      case 'document':
      case 'audio':
        if (role === 'user') return this.#encodeMedia(part);
        return this.#refuse(part, 'Bedrock takes media only in messages of the user');
      case 'reasoning':
        return this.#encodeReasoning(part);
      case 'tool-call':
        return {
          toolUse: { toolUseId: this.#ids.of(part.id), name: part.name, input: this.#encodeArguments(part) },
        };
      case 'tool-result':
        return this.#encodeResult(part);
      default:
        return assertNever(part);
    }
  }

  #encodeMedia(part: PartOf<'image' | 'document' | 'audio'>): JsonObject | undefined {
    switch (part.kind) {
      case 'image':
        return encodeImage(part) ?? this.#refuse(part, 'Bedrock takes images as PNG, JPEG, GIF or WebP');
      case 'document':
        return (
          encodeDocument(part, this.#names) ??
          this.#refuse(part, 'Bedrock takes documents as PDF, Word, Excel, CSV, HTML, Markdown or plain text')
        );
      case 'audio':
        return encodeAudio(part) ?? this.#refuse(part, 'Bedrock does not take this kind of sound');
      default:
        return assertNever(part);
    }
  }

  /** Without its signature it is not the model's own word, and written as text it would be read as an answer. */
  #encodeReasoning({ text, signature, redacted, origin }: PartOf<'reasoning'>): JsonObject | undefined {
    if (signature === undefined) {
      this.#lose('reasoning-history', origin, 'dropped', 'Bedrock takes reasoning back only with its signature');
      return undefined;
    }
    return {
      reasoningContent: redacted
        ? { redactedContent: writeRedactedContent(signature.data) }
        : { reasoningText: { text, signature: signature.data } },
    };
  }

  #encodeArguments(call: PartOf<'tool-call'>): JsonObject {
    const parsed = parseArguments(call.arguments);
    if (parsed) return parsed;
    const reason = 'Bedrock takes the arguments of earlier calls as an object, and these are not the JSON of one';
    this.#lose('tool-call-history', call.origin, 'refused', reason);
    return {};
  }

  #encodeResult(result: PartOf<'tool-result'>): JsonObject {
    const content = result.content.flatMap((part): JsonObject[] => {
      if (part.kind === 'image' || part.kind === 'document') return listOf(this.#encodeMedia(part));
      if (part.kind === 'text') return part.text.trim() === '' ? [] : [{ text: part.text }];
      this.#refuse(part, 'Bedrock takes text, images and documents as a tool result');
      return [];
    });
    const hasStatus = result.isError === true && RESULT_STATUS.has(this.family);
    if (result.isError && !hasStatus) {
      this.#lose('tool-result-error', result.origin, 'dropped', 'this model takes no status of a tool result');
    }
    return {
      toolResult: { toolUseId: this.#ids.of(result.callId), content, status: hasStatus ? 'error' : undefined },
    };
  }

  #refuse(part: ContentPart, reason: string): undefined {
    this.#lose(FEATURES[part.kind], part.origin, 'refused', reason);
  }

  #lose(feature: Feature, origin: string | undefined, disposition: FeatureLoss['disposition'], reason: string): void {
    this.losses.push({ feature, origin, disposition, reason });
  }
}

function listOf(block: JsonObject | undefined): JsonObject[] {
  return block === undefined ? [] : [block];
}

/** Under which feature a part is reported that has come to the wrong place. */
const FEATURES = {
  text: 'text',
  image: 'image-data',
  document: 'document-data',
  audio: 'audio-input',
  reasoning: 'reasoning-history',
  refusal: 'refusal-history',
  'tool-call': 'tool-call-history',
  'tool-result': 'tool-result',
} as const satisfies Record<ContentPart['kind'], Feature>;
