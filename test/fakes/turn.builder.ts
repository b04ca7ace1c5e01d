import type { Turn } from '../../src/gateway/conversations/turn.js';
import { newResponseId } from '../../src/kernel/response-id.js';

export const ALICE = '00000000-0000-4000-8000-00000000000a';
export const BOB = '00000000-0000-4000-8000-00000000000b';

/** Long ago, so that nobody waits for what is not there. */
const LONG_AGO = Date.UTC(2026, 0, 1);

/** A first turn of Alice's, with only what the test is about. */
export function aTurn(given: Partial<Turn> = {}): Turn {
  const id = given.id ?? newResponseId(LONG_AGO);
  return {
    id,
    conversationId: id,
    userId: ALICE,
    previousId: null,
    depth: 1,
    totalBytes: 100,
    input: '[{"type":"message","role":"user","content":"Hi."}]',
    response: JSON.stringify({ id, output: [] }),
    ...given,
  };
}

/** A turn that continues another. */
export function aTurnAfter(previous: Turn, given: Partial<Turn> = {}): Turn {
  return aTurn({
    conversationId: previous.conversationId,
    userId: previous.userId,
    previousId: previous.id,
    depth: previous.depth + 1,
    totalBytes: previous.totalBytes + 100,
    ...given,
  });
}
