import { isJsonObject, type JsonObject, type JsonValue, parseJsonObject } from '../../kernel/json.js';

/** Members that carry what was said, in any dialect's frames; the others are about the frame. */
const WORDS = new Set([
  'content',
  'text',
  'delta',
  'thinking',
  'reasoning',
  'reasoning_content',
  'refusal',
  'response',
  'partial_json',
  'arguments',
  'name',
  'finish_reason',
  'finishReason',
  'stop_reason',
  'done_reason',
  'message',
]);
const MOST_DEPTH = 12;

/**
 * What a stream said, put together: pieces of the same place one behind the other. Frames are not kept as they came, for
 * what must not be kept may be spread over several of them.
 */
export function streamWords(frames: string): string {
  const places = new Map<string, string>();
  for (const line of frames.split('\n')) {
    const event = parseJsonObject(line.replace(/^data: ?/, ''));
    if (event !== null) collect(event, eventName(event), places, 0);
  }
  return JSON.stringify(Object.fromEntries(places));
}

function eventName({ type }: JsonObject): string {
  return typeof type === 'string' ? `${type} ` : '';
}

function collect(value: JsonValue | undefined, place: string, places: Map<string, string>, depth: number): void {
  if (depth > MOST_DEPTH) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, `${place}${index}.`, places, depth + 1);
  } else if (isJsonObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') collect(inner, `${place}${key}.`, places, depth + 1);
      else if (WORDS.has(key) && inner !== '')
        places.set(`${place}${key}`, (places.get(`${place}${key}`) ?? '') + inner);
    }
  }
}
