import { isJsonObject } from '../../../kernel/json.js';
import { frameObject } from '../canonical/frame-json.js';

/** The first chunk names the role and says nothing; Azure's tells before it what its filters think of the prompt. */
export function isChatPreamble(frame: string): boolean {
  const chunk = frameObject(frame);
  if (chunk === null || chunk['error'] || chunk['usage'] || !Array.isArray(chunk['choices'])) return false;
  return chunk['choices'].every(
    (choice) =>
      isJsonObject(choice) && !choice['finish_reason'] && isJsonObject(choice['delta']) && isEmpty(choice['delta']),
  );
}

function isEmpty(delta: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(delta).every(
    ([field, value]) =>
      field === 'role' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}
