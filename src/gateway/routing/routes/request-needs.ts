import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { outputLimit } from '../../protocols/output-limit.js';

/** Current tokenizers take about four characters of prose or code a token. */
const CHARACTERS_PER_TOKEN = 4;
/** Vendors bill a picture by its size in pixels, from a hundred to a few thousand tokens; its bytes say nothing. */
const CHARACTERS_PER_PICTURE = 1500 * CHARACTERS_PER_TOKEN;
/** No text that a model reads is one word of this length: data in base64. */
const DATA_LENGTH = 4096;
const WHITE_SPACE = /\s/;

/** Deeper than any dialect puts something; hostile bodies go on. */
const DEEPEST = 32;

const IMAGE_PARTS: ReadonlySet<unknown> = new Set(['image', 'image_url', 'input_image']);
/** Where the dialects keep what is said. */
const SAID = [
  'messages',
  'input',
  'contents',
  'prompt',
  'system',
  'instructions',
  'systemInstruction',
  'system_instruction',
] as const;

/** Whether tools are offered, in any dialect. */
export function needsTools({ tools, functions }: JsonObject): boolean {
  return isFilled(tools) || isFilled(functions);
}

/** Whether a picture is among what is said, in any dialect; those in results of tools too. */
export function needsVision(body: JsonObject): boolean {
  return isFilled(body['images']) || hasPicture(body['messages'] ?? body['input'] ?? body['contents']);
}

function hasPicture(value: JsonValue | undefined, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) return value.some((item) => hasPicture(item, depth + 1));
  if (!isJsonObject(value)) return false;
  if (IMAGE_PARTS.has(value['type']) || isFilled(value['images'])) return true;
  const data = value['inlineData'] ?? value['inline_data'] ?? value['fileData'] ?? value['file_data'];
  if (isJsonObject(data) && String(data['mimeType'] ?? data['mime_type']).startsWith('image/')) return true;
  return [value['content'], value['parts'], value['output']].some((inner) => hasPicture(inner, depth + 1));
}

/** Rough: what is said and offered, and the output that is asked for at most. */
export function estimateTokens(body: JsonObject): number {
  let characters = charactersOf(body['tools']);
  for (const place of SAID) characters += charactersOf(body[place]);
  return Math.ceil(characters / CHARACTERS_PER_TOKEN) + (outputLimit(body) ?? 0);
}

function charactersOf(value: JsonValue | undefined, depth = 0): number {
  if (typeof value === 'string') return isData(value) ? CHARACTERS_PER_PICTURE : value.length;
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return 0;
  let sum = 0;
  for (const inner of Object.values(value)) sum += charactersOf(inner, depth + 1);
  return sum;
}

function isData(text: string): boolean {
  return text.startsWith('data:') || (text.length >= DATA_LENGTH && !WHITE_SPACE.test(text.slice(0, DATA_LENGTH)));
}

function isFilled(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}
