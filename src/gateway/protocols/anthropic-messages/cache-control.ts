import type { JsonObject } from '../../../kernel/json.js';
import type { FieldReader } from '../canonical/field-reader.js';
import type { CacheBreakpoint } from '../canonical/request.js';

const LIFETIMES = ['5m', '1h'] as const;

/** `cache_control: {"type": "ephemeral", "ttl"?: "5m" | "1h"}` on a block or a tool. */
export function decodeCacheControl(node: FieldReader): CacheBreakpoint | undefined {
  const control = node.child('cache_control');
  if (!control) return undefined;
  control.oneOf('type', ['ephemeral'] as const);
  const ttl = control.oneOf('ttl', LIFETIMES);
  return ttl === undefined ? {} : { ttl };
}

export function encodeCacheControl(breakpoint: CacheBreakpoint | undefined): JsonObject | undefined {
  return breakpoint && { type: 'ephemeral', ttl: breakpoint.ttl };
}
