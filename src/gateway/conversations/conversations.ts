import type { Clock } from '../../kernel/clock.js';
import type { JsonObject } from '../../kernel/json.js';
import type { Principal } from '../../kernel/principal.js';
import { newResponseId } from '../../kernel/response-id.js';
import {
  continuedAnswer,
  hasReferences,
  itemsOf,
  referenceOf,
  type RequestBody,
  withInput,
  withoutReferences,
} from './continued-request.js';
import { ANY_LENGTH, CONTINUABLE, type ConversationArchive } from './conversation.archive.js';
import { inputItems, outputItems, type Turn } from './turn.js';

/** What is asked of a door's request. */
export interface OpeningCall extends RequestBody {
  readonly principal: Principal;
}

/** What a call gets so that its answer can be kept and continued. */
export interface Continuity<Call> {
  readonly answerId: string;
  readonly continues?: string;
  readonly onAnswer?: (answer: JsonObject) => void;
  readonly resume?: () => Promise<Call>;
}

/**
 * Makes answers continue earlier ones on providers that keep none: what was said before is put in front of what is said
 * now, and the answer is kept once it is whole.
 */
export class Conversations {
  constructor(
    private readonly archive: ConversationArchive,
    private readonly clock: Clock,
    /** Whether anything is kept at all. */
    private readonly enabled: boolean,
  ) {}

  /**
   * Without anything to look up this is all: no promise, no database. Else the call gets `resume`, to be called once the
   * request is admitted. Throws GatewayError naming the field.
   */
  open<Call extends OpeningCall>(call: Call): Call & Continuity<Call> {
    const answerId = newResponseId(this.clock.now());
    const previousId = continuedAnswer(call.body);
    if (previousId !== null || hasReferences(call.body['input'])) {
      return { ...call, answerId, resume: () => this.#resume(call, answerId, previousId) };
    }
    return { ...call, answerId, ...this.#keeping(call, answerId, null) };
  }

  async #resume<Call extends OpeningCall>(
    call: Call,
    answerId: string,
    previousId: string | null,
  ): Promise<Call & Continuity<Call>> {
    const { userId } = call.principal;
    const turns = previousId === null ? [] : await this.archive.chain(previousId, userId, CONTINUABLE);
    const items = [...turns.flatMap(contextOf), ...itemsOf(call.body['input'])];
    const input = withoutReferences(items, await this.#referred(items, userId));
    return {
      ...call,
      ...withInput(call, input),
      answerId,
      ...(previousId === null ? {} : { continues: previousId }),
      ...this.#keeping(call, answerId, turns.at(-1) ?? null),
    };
  }

  /**
   * Everything that an answer was given to, with the conversation before it; the first said comes first. Throws
   * `previous_response_not_found`.
   */
  async inputOf(turn: Turn): Promise<JsonObject[]> {
    const turns = await this.archive.chain(turn.id, turn.userId, ANY_LENGTH);
    const items = [...turns.slice(0, -1).flatMap(contextOf), ...inputItems(turn)];
    return withoutReferences(items, await this.#referred(items, turn.userId));
  }

  /** What the references among the items stand for. */
  async #referred(items: readonly JsonObject[], userId: string): Promise<ReadonlyMap<string, JsonObject>> {
    const ids = items.flatMap((item) => referenceOf(item) ?? []);
    return ids.length === 0 ? NOTHING : this.archive.items(ids, userId);
  }

  #keeping(call: OpeningCall, id: string, previous: Turn | null): Pick<Continuity<never>, 'onAnswer'> {
    if (!this.enabled || call.body['store'] === false) return NOT_KEPT;
    return { onAnswer: (answer) => this.archive.keep(turnOf(call, id, previous, answer)) };
  }
}

const NOT_KEPT = {};
const NOTHING: ReadonlyMap<string, JsonObject> = new Map();

function contextOf(turn: Turn): JsonObject[] {
  return [...inputItems(turn), ...outputItems(turn)];
}

function turnOf(call: OpeningCall, id: string, previous: Turn | null, answer: JsonObject): Turn {
  const input = JSON.stringify(itemsOf(call.body['input']));
  const response = JSON.stringify(answer);
  return {
    id,
    conversationId: previous?.conversationId ?? id,
    userId: call.principal.userId,
    previousId: previous?.id ?? null,
    depth: (previous?.depth ?? 0) + 1,
    totalBytes: (previous?.totalBytes ?? 0) + Buffer.byteLength(input) + Buffer.byteLength(response),
    input,
    response,
  };
}
