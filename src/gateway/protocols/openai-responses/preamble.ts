const PREAMBLE =
  /^(?:event: ?response\.(?:created|queued|in_progress)\s|data: ?\{"type": ?"response\.(?:created|queued|in_progress)")/;

/** The request repeated, and that it is being worked on: nothing of the answer yet. */
export function isResponsesPreamble(frame: string): boolean {
  return PREAMBLE.test(frame);
}
