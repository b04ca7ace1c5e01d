import { GatewayError } from '../../kernel/errors.js';
import { editBody } from '../../kernel/json-bytes/edit-body.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../kernel/json.js';
import { isGatewayResponseId, responseIdOfItem } from '../../kernel/response-id.js';

/** A request as parsed, and its bytes. */
export interface RequestBody {
  readonly body: JsonObject;
  readonly rawBody: Buffer;
}

/** The answer that a request continues, where the gateway keeps it. Throws `invalid_field`. */
export function continuedAnswer(body: JsonObject): string | null {
  const id = body['previous_response_id'] ?? null;
  if (id === null) return null;
  const param = 'previous_response_id';
  if (typeof id !== 'string') throw new GatewayError('invalid_field', { param, reason: 'it must be a string' });
  if (!isGatewayResponseId(id)) return null;
  // What OpenAI says to both: each would give the request a history of its own.
  if ((body['conversation'] ?? null) !== null) {
    const reason = 'it cannot be used together with "conversation"';
    throw new GatewayError('invalid_field', { param, reason });
  }
  return id;
}

/** A request's input as a list of items: a plain text is what the user says. Anything else is the codec's to refuse. */
export function itemsOf(input: JsonValue | undefined): JsonObject[] {
  if (typeof input === 'string')
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }];
  return Array.isArray(input) ? input.filter(isJsonObject) : [];
}

/** The id of an item that stands only as a reference to one of the gateway's own. */
export function referenceOf(item: JsonValue): string | undefined {
  if (!isJsonObject(item) || item['type'] !== 'item_reference') return undefined;
  const id = item['id'];
  return typeof id === 'string' && responseIdOfItem(id) !== undefined ? id : undefined;
}

export function hasReferences(input: JsonValue | undefined): boolean {
  return Array.isArray(input) && input.some((item) => referenceOf(item) !== undefined);
}

/**
 * Items in place of the references to them. One that the list holds already stands once: clients that continue an answer
 * refer to its items as well. Throws `item_not_found`.
 */
export function withoutReferences(items: readonly JsonObject[], known: ReadonlyMap<string, JsonObject>): JsonObject[] {
  const present = new Set(items.flatMap(({ type, id }) => (type === 'item_reference' ? [] : [id])));
  return items.flatMap((item) => {
    const id = referenceOf(item);
    if (id === undefined) return [item];
    if (present.has(id)) return [];
    present.add(id);
    const referred = known.get(id);
    if (referred === undefined) throw new GatewayError('item_not_found', { id, param: 'input' });
    return [referred];
  });
}

/** The request with its whole history as input; every other byte stays as the client wrote it. */
export function withInput({ body, rawBody }: RequestBody, input: JsonObject[]): RequestBody {
  const { previous_response_id: _, ...rest } = body;
  return {
    body: { ...rest, input },
    rawBody: editBody(rawBody, [
      { kind: 'remove', key: 'previous_response_id' },
      { kind: 'set', key: 'input', json: JSON.stringify(input) },
    ]),
  };
}
