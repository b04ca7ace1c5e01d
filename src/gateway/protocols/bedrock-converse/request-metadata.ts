import type { JsonObject } from '../../../kernel/json.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalRequest } from '../canonical/request.js';

/** RequestMetadata of bedrock-runtime.2023-09-30.service-2.json. */
const MOST_ENTRIES = 16;
const KEY = /^[a-zA-Z0-9\s:_@$#=/+,.-]{1,256}$/;
const VALUE = /^[a-zA-Z0-9\s:_@$#=/+,.-]{0,256}$/;

/** What AWS writes into its invocation logs beside the request: the client's labels, and whom it asks for. */
export function encodeRequestMetadata({ metadata = {}, endUser }: CanonicalRequest): {
  readonly metadata?: JsonObject;
  readonly losses: readonly FeatureLoss[];
} {
  const labels = new Map<string, string>();
  const losses: FeatureLoss[] = [];
  const add = (feature: 'metadata' | 'end-user', key: string, value: unknown) => {
    const isSayable = typeof value === 'string' && KEY.test(key) && VALUE.test(value) && labels.size < MOST_ENTRIES;
    if (isSayable) labels.set(key, value);
    else losses.push({ feature, disposition: 'dropped', reason: `${SPACE}; "${key}" has none there` });
  };
  for (const [key, value] of Object.entries(metadata)) add('metadata', key, value);
  if (endUser !== undefined && !labels.has('user_id')) add('end-user', 'user_id', endUser);
  return { metadata: labels.size === 0 ? undefined : Object.fromEntries(labels), losses };
}

const SPACE = `Bedrock takes ${MOST_ENTRIES} labels of 256 letters, digits and few other signs`;
