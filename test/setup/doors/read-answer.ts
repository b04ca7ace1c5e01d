import type { Door } from './door.ts';

/** How one request ended for its client. */
export interface Answered {
  readonly text: string;
  /** What the gateway or the vendor said went wrong; `null`: the answer is complete. */
  readonly error: string | null;
}

/** Reads to the end. Throws at what is neither a complete answer nor an explicit error: a broken connection, an end too soon. */
export async function readAnswer(response: Response, door: Door, stream: boolean): Promise<Answered> {
  const text = await response.text();
  if (response.status !== 200) {
    const { message } = door.readError(JSON.parse(text));
    if (message === '') throw new Error(`Status ${response.status} without a word: ${text}`);
    return { text: '', error: message };
  }
  if (text.includes('\uFFFD')) throw new Error(`Half of a character: ${text}`);
  const error = stream ? door.readStreamError(text) : null;
  const reading = stream ? door.readStream(text) : door.readWhole(JSON.parse(text));
  if (error === null && !/^(stop|end_turn)$/.test(reading.ending))
    throw new Error(`Neither whole nor an error: ${text}`);
  return { text: reading.text, error };
}
