import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { VendorCodec } from '../../src/gateway/protocols/codec.ts';
import type { VendorDialect } from '../../src/gateway/protocols/dialect.ts';
import { VENDOR_CODECS } from '../../src/gateway/protocols/index.ts';
import type { JsonObject } from '../../src/kernel/json.ts';

/** Real traffic lives outside the repository; suites over it are skipped, visibly, where it is absent. */
const root = resolve(process.env['WIRE_RECORDINGS'] ?? '../shared/wire/recordings');

export const recordingsAreHere = existsSync(join(root, 'INDEX.tsv'));

export interface Recording {
  /** `compat/mistral-tool-stream`, with the number of the exchange where there are several. */
  readonly name: string;
  readonly url: string;
  readonly status: number;
  readonly request: JsonObject | null;
  /** A whole answer. */
  readonly body: JsonObject | null;
  /** The bytes of a stream. */
  readonly stream: Buffer | null;
}

interface Envelope {
  exchanges: {
    request: { url: string; body?: JsonObject | null } | null;
    response: { status: number; body?: JsonObject | JsonObject[]; stream?: { file: string; format: string } };
  }[];
}

export function recordingsOf(folder: string): Recording[] {
  if (!recordingsAreHere) return [];
  const directory = join(root, folder);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.json') && file !== 'errors.json')
    .sort()
    .flatMap((file) => {
      const { exchanges } = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Envelope;
      return exchanges.map(({ request, response }, index) => ({
        name: `${folder}/${file.slice(0, -'.json'.length)}${exchanges.length > 1 ? `#${index}` : ''}`,
        url: request?.url ?? '',
        status: response.status,
        request: request?.body ?? null,
        body: Array.isArray(response.body) ? null : (response.body ?? null),
        stream: readStream(directory, response),
      }));
    });
}

export interface RecordedError {
  /** `compat/errors#9`. */
  readonly name: string;
  readonly status: number;
  readonly body: string;
}

/** The folder's error answers, as text. */
export function recordedErrors(folder: string): RecordedError[] {
  if (!recordingsAreHere) return [];
  const { exchanges } = JSON.parse(readFileSync(join(root, folder, 'errors.json'), 'utf8')) as Envelope;
  return exchanges.map(({ response }, index) => ({
    name: `${folder}/errors#${index}`,
    status: response.status,
    body: JSON.stringify(response.body),
  }));
}

/** Gemini's streams without `alt=sse` are recorded as one array; the chunks are the same. */
function readStream(directory: string, { body, stream }: Envelope['exchanges'][number]['response']): Buffer | null {
  if (Array.isArray(body)) return Buffer.from(body.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(''));
  if (stream === undefined) return null;
  const bytes = readFileSync(join(directory, stream.file));
  // Binary streams are kept as base64.
  return stream.format.endsWith('-base64') ? Buffer.from(bytes.toString('latin1'), 'base64') : bytes;
}

/** Recordings by the dialect that the vendor spoke, whoever the vendor was. */
const BY_DIALECT: Readonly<Record<VendorDialect, () => Recording[]>> = {
  'openai-chat': () => [
    ...recordingsOf('openai-chat'),
    ...recordingsOf('compat'),
    ...recordingsOf('azure').filter((recording) => !recording.name.includes('responses')),
    ...recordingsOf('ollama').filter((recording) => recording.url.includes('/v1/')),
  ],
  'openai-responses': () => [
    ...recordingsOf('openai-responses'),
    ...recordingsOf('azure').filter((recording) => recording.name.includes('responses')),
  ],
  'anthropic-messages': () => recordingsOf('anthropic-messages'),
  gemini: () => recordingsOf('gemini'),
  'ollama-chat': () => recordingsOf('ollama').filter((recording) => recording.url.endsWith('/api/chat')),
  'bedrock-converse': () => recordingsOf('bedrock-converse'),
};

export function recordingsIn(dialect: VendorDialect): Recording[] {
  return BY_DIALECT[dialect]();
}

/** Every recording whose dialect the gateway reads, with the codec that reads it. */
export function readableRecordings(): (Recording & { readonly codec: VendorCodec })[] {
  return Object.values(VENDOR_CODECS).flatMap((codec) =>
    recordingsIn(codec.dialect).map((recording) => ({ ...recording, codec })),
  );
}
