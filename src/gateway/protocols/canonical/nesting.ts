import { GatewayError } from '../../../kernel/errors.js';
import type { JsonObject, JsonPointer, JsonValue } from '../../../kernel/json.js';
import { child, toParam } from './json-pointer.js';

export const NESTING_LIMIT = 200;

/** Throws `nested_too_deep` before anything recurses over the body. */
export function assertNesting(body: JsonObject, limit = NESTING_LIMIT): void {
  visit(body, '', limit);
}

function visit(value: JsonObject | JsonValue[], pointer: JsonPointer, left: number): void {
  if (left === 0) throw new GatewayError('nested_too_deep', { param: toParam(pointer), limit: NESTING_LIMIT });
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      if (typeof item === 'object' && item !== null) visit(item, child(pointer, index), left - 1);
    }
    return;
  }
  for (const key of Object.keys(value)) {
    const item = value[key];
    if (typeof item === 'object' && item !== null) visit(item, child(pointer, key), left - 1);
  }
}
