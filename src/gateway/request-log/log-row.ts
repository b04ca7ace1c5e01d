import type { LogEntry } from './log-entry.js';
import type { Redactor } from './redactor.js';
import { streamWords } from './stream-words.js';

/** A row of the table, by its columns. */
export interface LogRow {
  readonly request_id: string;
  readonly started_at: string;
  readonly key_id: string;
  readonly user_id: string;
  readonly team_id: string | null;
  readonly dialect: string;
  readonly requested_model: string;
  readonly status: number;
  readonly prompt: string;
  readonly answer: string;
  readonly prompt_bytes: number;
  readonly answer_bytes: number;
  readonly redactions: number;
}

export function toLogRow(entry: LogEntry, redactor: Redactor): LogRow {
  const { request } = entry;
  const prompt = redactor.redact(textOf(entry.prompt, request.contentType, entry.promptBytes));
  const said = textOf(entry.answer, entry.contentType, entry.answerBytes);
  const answer = redactor.redact(entry.streamed ? streamWords(said) : said);
  return {
    request_id: request.requestId,
    started_at: request.startedAt,
    key_id: request.keyId,
    user_id: request.userId,
    team_id: request.teamId,
    dialect: request.dialect,
    requested_model: request.model,
    status: entry.status,
    prompt: storable(prompt.text),
    answer: storable(answer.text),
    prompt_bytes: entry.promptBytes,
    answer_bytes: entry.answerBytes,
    redactions: prompt.count + answer.count,
  };
}

/** Sound, forms and other bytes are named, not kept. */
function textOf(bytes: Buffer, contentType: string | null, size: number): string {
  const isText = contentType === null || contentType === '' || /json|^text\//.test(contentType);
  return isText ? bytes.toString() : `[${contentType.split(';')[0]}, ${size} bytes]`;
}

/** PostgreSQL's texts hold no NUL, and JSON no halves of characters. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
