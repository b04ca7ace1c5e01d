import { Injectable } from '@nestjs/common';
import { GatewayError } from '../../kernel/errors.js';
import { isGatewayResponseId } from '../../kernel/response-id.js';
import { ConversationArchive } from '../conversations/conversation.archive.js';
import { Conversations } from '../conversations/conversations.js';
import { pageOf, type PageQuery, withIds } from '../conversations/input-items.page.js';
import type { Turn } from '../conversations/turn.js';
import { type StoredAnswer, StoredAnswers } from '../upstream/stored-answers.js';

export type { StoredAnswer } from '../upstream/stored-answers.js';

/** Whose answer is asked for, by its id. */
export interface ResponseAddress {
  readonly id: string;
  readonly userId: string;
  readonly requestId: string;
}

/**
 * Answers that were given before: the gateway's own out of its archive, others from the vendor that keeps them. Throws
 * `response_not_found` for what neither knows.
 */
@Injectable()
export class ResponseDirectory {
  constructor(
    private readonly archive: ConversationArchive,
    private readonly conversations: Conversations,
    private readonly stored: StoredAnswers,
  ) {}

  /** @param query goes on to a vendor as it is */
  async get(address: ResponseAddress, query: string): Promise<StoredAnswer> {
    if (!isGatewayResponseId(address.id)) return this.#vendors('GET', address, query);
    return json((await this.#kept(address)).response);
  }

  async delete(address: ResponseAddress): Promise<StoredAnswer> {
    const { id, userId } = address;
    if (!isGatewayResponseId(id)) return this.#vendors('DELETE', address, '');
    if (!(await this.archive.delete(id, userId))) throw notFound(id);
    return json(JSON.stringify({ id, object: 'response', deleted: true }));
  }

  /** What the answer was given to. */
  async inputItems(address: ResponseAddress, page: PageQuery, query: string): Promise<StoredAnswer> {
    if (!isGatewayResponseId(address.id)) return this.#vendors('GET', address, `/input_items${query}`);
    const items = await this.conversations.inputOf(await this.#kept(address));
    return json(JSON.stringify(pageOf(withIds(items, address.id), page)));
  }

  async #kept({ id, userId }: ResponseAddress): Promise<Turn> {
    const turn = await this.archive.find(id, userId);
    if (turn === undefined) throw notFound(id);
    return turn;
  }

  async #vendors(method: 'GET' | 'DELETE', { id, requestId }: ResponseAddress, rest: string): Promise<StoredAnswer> {
    const answer = await this.stored.ask({ method, path: `/${encodeURIComponent(id)}${rest}`, requestId });
    if (answer === null) throw notFound(id);
    return answer;
  }
}

function json(body: string): StoredAnswer {
  return { status: 200, contentType: 'application/json', body };
}

function notFound(id: string): GatewayError {
  return new GatewayError('response_not_found', { id });
}
