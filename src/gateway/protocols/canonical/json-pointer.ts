import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../../kernel/json.js';

/** One step deeper: `/messages/0` and `a/b` give `/messages/0/a~1b` (RFC 6901). */
export function child(pointer: JsonPointer, key: string | number): JsonPointer {
  const needsEscape = typeof key === 'string' && (key.includes('/') || key.includes('~'));
  return `${pointer}/${needsEscape ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key}`;
}

export function segments(pointer: JsonPointer): string[] {
  const steps = pointer.split('/').slice(1);
  return pointer.includes('~') ? steps.map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')) : steps;
}

/** What stands at a place, `undefined` where nothing does. Own properties only. */
export function valueAt(body: JsonObject, pointer: JsonPointer): JsonValue | undefined {
  let value: JsonValue | undefined = body;
  for (const step of segments(pointer)) {
    if (Array.isArray(value)) value = value[Number(step)];
    else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** `/messages/0/content` in the spelling of OpenAI's `error.param`: `messages[0].content`. */
export function toParam(pointer: JsonPointer): string {
  let param = '';
  for (const step of segments(pointer)) {
    if (/^\d+$/.test(step)) param += `[${step}]`;
    else param += param === '' ? step : `.${step}`;
  }
  return param;
}
