import type { JsonObject } from '../../../kernel/json.js';
import { type ClientTable, locate, matches } from '../../protocols/canonical/disposition-table.js';
import { valueAt } from '../../protocols/canonical/json-pointer.js';
import type { Loss } from '../../protocols/codec.js';

/**
 * A loss that was found in a translated body, under the name that the client gave the thing: `/reasoning_effort` of one
 * dialect is `/reasoning/effort` of another. Stays as it is where the client said nothing of the kind.
 * @param spoken the table of the dialect in which the body is written
 * @param raw what the client sent
 */
export function inClientWords(loss: Loss, spoken: ClientTable, client: ClientTable, raw: JsonObject): Loss {
  const features = Object.entries(spoken.fields).flatMap(([pattern, rule]) => {
    const isHere = matches(pattern, loss.pointer) || pattern.startsWith(`${loss.pointer}/`);
    return isHere && 'carries' in rule ? rule.carries : [];
  });
  for (const feature of features) {
    const [pointer] = locate(client, raw, { feature });
    if (valueAt(raw, pointer) !== undefined) return { ...loss, pointer };
  }
  return loss;
}
