/** One spelling per mailbox: trimmed, composed (NFC) and lower-cased. What is stored, compared and shown. */
export function normaliseEmail(text: string): string {
  return text.trim().normalize('NFC').toLowerCase();
}
