import { setFlagsFromString } from 'node:v8';

/** Global, linear. */
const FLAGS = 'gl';

setFlagsFromString('--enable-experimental-regexp-engine');

/**
 * A pattern of an operator's, for V8's engine that takes linear time whatever the pattern and the text are: no text can
 * make it hang. `null` for what is no regular expression, or cannot be run so (back references, lookarounds, counts above 16).
 */
export function linearPattern(source: string): RegExp | null {
  try {
    return new RegExp(source, FLAGS);
  } catch {
    return null;
  }
}
