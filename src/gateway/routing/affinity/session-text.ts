import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import type { RouteQuestion } from '../routes/route-question.js';

export interface SessionText {
  readonly text: string;
  readonly isNamed: boolean;
}

/** Longer names are told apart by their beginning. */
const NAME_LENGTH = 512;
/** Of what is said first; with its whole length it tells conversations apart without reading all of it. */
const BEGINNING = 2048;

/**
 * What tells one session from another: the application's own word for it, in the header or in the body, else how the
 * conversation begins: its system prompt and the first message of its user, which every later turn repeats. `null` for a
 * request that has neither, an embedding, say.
 */
export function sessionText({ session, body }: Pick<RouteQuestion, 'session' | 'body'>): SessionText | null {
  const name = session ?? nameIn(body);
  if (name !== null) return { text: name.slice(0, NAME_LENGTH), isNamed: true };
  const text = openingOf(body);
  return text === null ? null : { text, isNamed: false };
}

/**
 * `prompt_cache_key`, `conversation`, `metadata` and `user` are OpenAI's; Anthropic's clients put
 * account and session into `metadata.user_id`; Gemini's cached content belongs to the account that holds it.
 */
function nameIn(body: JsonObject): string | null {
  const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
  const { conversation } = body;
  return (
    filled(body['prompt_cache_key']) ??
    filled(metadata['session_id']) ??
    filled(isJsonObject(conversation) ? conversation['id'] : conversation) ??
    filled(metadata['user_id']) ??
    filled(body['cachedContent']) ??
    filled(body['user'])
  );
}

function filled(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** In every dialect; `null` where nobody says anything. */
function openingOf(body: JsonObject): string | null {
  const turns = body['messages'] ?? body['input'] ?? body['contents'] ?? body['prompt'];
  const first = firstWords(turns);
  if (first === '') return null;
  const system = body['system'] ?? body['instructions'] ?? body['systemInstruction'] ?? body['system_instruction'];
  return `${beginningOf(textOf(system))}\n${beginningOf(systemIn(turns))}\n${first}`;
}

/** An embedding's `input` is a text or a list of texts; a conversation's is a list of messages, or the first of them. */
function firstWords(turns: JsonValue | undefined): string {
  if (typeof turns === 'string') return beginningOf(turns);
  if (!Array.isArray(turns)) return '';
  for (const turn of turns) {
    // Gemini's contents may leave the role out: they are the user's.
    if (isJsonObject(turn) && (turn['role'] === 'user' || (turn['role'] === undefined && 'parts' in turn))) {
      return beginningOf(textOf(turn['content'] ?? turn['parts']));
    }
  }
  return '';
}

function systemIn(turns: JsonValue | undefined): string {
  const [first] = Array.isArray(turns) ? turns : [];
  if (!isJsonObject(first)) return '';
  return first['role'] === 'system' || first['role'] === 'developer' ? textOf(first['content']) : '';
}

/** The text of a message, however its dialect wraps it; of pictures and files only that they are there. */
function textOf(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) {
    let text = '';
    for (const part of content) {
      text += isJsonObject(part) ? (filled(part['text']) ?? `[${String(part['type'])}]`) : textOf(part);
    }
    return text;
  }
  return isJsonObject(content) ? textOf(content['parts'] ?? content['text']) : '';
}

function beginningOf(text: string): string {
  return text === '' ? '' : `${text.length}:${text.slice(0, BEGINNING)}`;
}
