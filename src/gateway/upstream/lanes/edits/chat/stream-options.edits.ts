import { isJsonObject, type JsonObject } from '../../../../../kernel/json.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import { AS_IT_IS, type QuirkEdits } from '../edit-rule.js';

/** Servers that refuse `stream_options`: some say the usage anyway, at the others it is lost for the client. */
export function streamOptionsEdits(body: JsonObject, { quirks, name }: ProviderInstance): QuirkEdits {
  const options = body['stream_options'];
  if (quirks.supportsStreamOptions || options === undefined) return AS_IT_IS;
  const asksForUsage = isJsonObject(options) && options['include_usage'] === true;
  return {
    edits: [{ kind: 'remove', key: 'stream_options' }],
    losses: [
      asksForUsage && quirks.streamsUsageUnasked
        ? { pointer: '/stream_options', disposition: 'adjusted', reason: `${name} says the usage unasked` }
        : { pointer: '/stream_options', disposition: 'dropped', reason: `${name} has no stream_options` },
    ],
  };
}
