import type { ClientPresence } from '../attempt.js';
import type { Deadlines, Timed } from '../deadlines.js';

/** Lets the time pass. Rejects at once with the reason for which nobody waits any more. */
export function waitFor(milliseconds: number, presence: ClientPresence, deadlines: Deadlines): Promise<void> {
  return new Promise((resolve, reject) => {
    if (presence.ended !== null) {
      reject(presence.ended);
      return;
    }
    const timed: Timed = { dueAt: deadlines.now() + milliseconds, due: resolve };
    deadlines.watch(timed);
    presence.onEnded = (reason) => {
      deadlines.forget(timed);
      reject(reason);
    };
  });
}
