import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { systemClock } from '../../kernel/clock.js';
import { GatewayError } from '../../kernel/errors.js';
import type { JsonObject } from '../../kernel/json.js';
import { birthOfResponse, responseIdOfItem } from '../../kernel/response-id.js';
import { ConversationMemory } from './conversation.memory.js';
import { type ChainLimits, ConversationStore } from './conversation.store.js';
import { ConversationWriter } from './conversation.writer.js';
import { outputItems, type Turn } from './turn.js';

/** What a conversation may have grown to and still be continued. */
export const CONTINUABLE: ChainLimits = { turns: 1000, bytes: 20 * 1024 * 1024 };
/** For looking at one: it has grown by one turn past the other limits at most. */
export const ANY_LENGTH: ChainLimits = { turns: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER };

/** Another node may have given an answer this young and not written it yet. */
const YOUNG_MS = 10_000;
const WAITS_MS = [20, 50, 100, 200, 400];

/** Where kept turns are found: those not written yet, those seen lately, and the database. */
@Injectable()
export class ConversationArchive {
  constructor(
    private readonly store: ConversationStore,
    private readonly writer: ConversationWriter,
    private readonly memory: ConversationMemory,
  ) {}

  keep(turn: Turn): void {
    this.memory.put(turn);
    this.writer.add(turn);
  }

  /** One turn, from where every node sees the same; `undefined` for unknown, expired and other people's. */
  async find(id: string, userId: string): Promise<Turn | undefined> {
    const waiting = this.writer.get(id, userId);
    if (waiting !== undefined) return waiting;
    const [found] = await untilThere([id], () => this.store.find([id], userId));
    return found;
  }

  /** Whether there was one. A turn that it was continued by cannot be continued any more. */
  async delete(id: string, userId: string): Promise<boolean> {
    this.memory.delete(id);
    const wasWaiting = await this.writer.withdraw(id, userId);
    const wasWritten = await this.store.delete(id, userId);
    return wasWaiting || wasWritten;
  }

  /**
   * The turn and all before it, the oldest first. Throws `previous_response_not_found` where one is missing: half a
   * conversation would be answered wrongly. Throws `conversation_too_long`.
   */
  async chain(id: string, userId: string, limits: ChainLimits): Promise<Turn[]> {
    const recent: Turn[] = [];
    let missing: string | null = id;
    while (missing !== null) {
      const turn = this.#recent(missing, userId);
      if (turn === undefined) break;
      recent.push(turn);
      missing = turn.previousId;
    }
    recent.reverse();
    refuseTooLong(recent.at(-1), limits);
    return missing === null ? recent : [...(await this.#read(missing, userId, limits)), ...recent];
  }

  /** Output items by their ids. Those that nobody knows are left out. */
  async items(ids: readonly string[], userId: string): Promise<Map<string, JsonObject>> {
    const answers = new Set(ids.flatMap((id) => responseIdOfItem(id) ?? []));
    const recent = [...answers].flatMap((id) => this.#recent(id, userId) ?? []);
    for (const { id } of recent) answers.delete(id);
    const asked = [...answers];
    const read = asked.length === 0 ? [] : await untilThere(asked, () => this.store.find(asked, userId));
    for (const turn of read) this.memory.put(turn);
    return new Map([...recent, ...read].flatMap(outputItems).map((item) => [String(item['id']), item]));
  }

  #recent(id: string, userId: string): Turn | undefined {
    return this.memory.get(id, userId) ?? this.writer.get(id, userId);
  }

  async #read(id: string, userId: string, limits: ChainLimits): Promise<Turn[]> {
    const turns = await untilThere([id], () => this.store.chain(id, userId, limits));
    const [first] = turns;
    if (first === undefined) throw notFound(id);
    refuseTooLong(turns.at(-1), limits);
    if (first.previousId !== null) throw notFound(first.previousId);
    for (const turn of turns) this.memory.put(turn);
    return turns;
  }
}

/** Asks again for a while where an id says that its turn may just be on its way to the database. */
async function untilThere(ids: readonly string[], read: () => Promise<Turn[]>): Promise<Turn[]> {
  let turns = await read();
  for (const wait of WAITS_MS) {
    const found = new Set(turns.map(({ id }) => id));
    if (!ids.some((id) => !found.has(id) && isYoung(id))) break;
    await setTimeout(wait);
    turns = await read();
  }
  return turns;
}

function isYoung(id: string): boolean {
  return Math.abs(systemClock.now() - birthOfResponse(id)) < YOUNG_MS;
}

function refuseTooLong(last: Turn | undefined, limits: ChainLimits): void {
  if (last === undefined) return;
  const { id, depth, totalBytes } = last;
  if (depth < limits.turns && totalBytes <= limits.bytes) return;
  const [actual, limit] =
    depth < limits.turns
      ? [`${totalBytes} bytes`, `${limits.bytes} bytes`]
      : [`${depth} turns`, `${limits.turns} turns`];
  throw new GatewayError('conversation_too_long', { id, actual, limit, param: 'previous_response_id' });
}

function notFound(id: string): GatewayError {
  return new GatewayError('previous_response_not_found', { id, param: 'previous_response_id' });
}
