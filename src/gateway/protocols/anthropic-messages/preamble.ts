const PREAMBLE = /^(?:event: ?(?:message_start|ping)\s|data: ?\{"type": ?"(?:message_start|ping)")/;

/** What the input costs, and signs of life: nothing of the answer yet. */
export function isMessagesPreamble(frame: string): boolean {
  return PREAMBLE.test(frame);
}
