import { ConversationStore } from '../../src/gateway/conversations/conversation.store.js';
import type { Turn } from '../../src/gateway/conversations/turn.js';

/** The tables of conversations in memory; fails and waits as the test says. */
export class MemoryConversationStore extends ConversationStore {
  readonly turns = new Map<string, Turn>();
  /** How many turns each insertion held. */
  readonly insertions: number[] = [];
  failure: (turns: readonly Turn[]) => Error | null = () => null;
  beforeInsert: () => Promise<void> = () => Promise.resolve();
  reads = 0;
  /** Called before each look-up with its number, from 1. */
  beforeRead: (read: number) => void = () => undefined;

  constructor() {
    super(undefined as never, undefined as never);
  }

  override async insert(turns: readonly Turn[]): Promise<void> {
    await this.beforeInsert();
    const failure = this.failure(turns);
    if (failure !== null) throw failure;
    this.insertions.push(turns.length);
    for (const turn of turns) this.turns.set(turn.id, turn);
  }

  override async chain(id: string, userId: string): Promise<Turn[]> {
    const chain: Turn[] = [];
    for (let turn = (await this.find([id], userId))[0]; turn !== undefined;) {
      chain.unshift(turn);
      turn = turn.previousId === null ? undefined : this.turns.get(turn.previousId);
    }
    return chain;
  }

  override find(ids: readonly string[], userId: string): Promise<Turn[]> {
    this.beforeRead(++this.reads);
    return Promise.resolve(ids.flatMap((id) => this.turns.get(id) ?? []).filter((turn) => turn.userId === userId));
  }

  override delete(id: string, userId: string): Promise<boolean> {
    return Promise.resolve(this.turns.get(id)?.userId === userId && this.turns.delete(id));
  }
}
