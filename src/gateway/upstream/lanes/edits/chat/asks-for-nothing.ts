import type { JsonValue } from '../../../../../kernel/json.js';

/** Whether a request is the same without this field: it says the default aloud, or says nothing. */
export function asksForNothing(key: string, value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  if (value === 0) return key.endsWith('_penalty');
  return typeof value === 'object' && Object.keys(value).length === 0;
}
