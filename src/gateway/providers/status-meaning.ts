import type { UpstreamFailure } from './provider.js';
import type { StatusMeaning } from './quirks.js';

/** The status by which the field says the same; the failure's own where there is no special meaning. */
export function usualStatus(
  failure: Extract<UpstreamFailure, { kind: 'status' }>,
  meanings: readonly StatusMeaning[],
): number {
  const meaning = meanings.find(
    ({ status, bodyIncludes }) => status === failure.status && failure.body.includes(bodyIncludes),
  );
  if (meaning === undefined) return failure.status;
  switch (meaning.means) {
    case 'own-key':
      return 401;
    case 'rate-limit':
      return 429;
    default:
      return meaning.means satisfies never;
  }
}
