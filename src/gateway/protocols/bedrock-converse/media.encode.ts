import type { JsonObject } from '../../../kernel/json.js';
import type { PartOf } from '../canonical/request.js';
import type { DocumentNames } from './document-names.js';

const IMAGES: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

const DOCUMENTS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
};

const AUDIO: Readonly<Record<string, string>> = { 'x-wav': 'wav', wave: 'wav', 'x-m4a': 'm4a', 'x-flac': 'flac' };
const AUDIO_FORMATS = 'mp3 opus wav aac flac mp4 ogg mkv mka x-aac m4a mpeg mpga pcm webm'.split(' ');

/** `{image: {format, source: {bytes}}}`; the bytes stay the base64 text that they came as. */
export function encodeImage({ source }: PartOf<'image'>): JsonObject | undefined {
  const format = source.kind === 'base64' ? lookUp(IMAGES, source.mediaType) : undefined;
  return source.kind === 'base64' && format ? { image: { format, source: { bytes: source.data } } } : undefined;
}

export function encodeDocument(part: PartOf<'document'>, names: DocumentNames): JsonObject | undefined {
  const { source, filename, citations } = part;
  const format = formatOf(part);
  if (format === undefined || (source.kind !== 'base64' && source.kind !== 'text')) return undefined;
  return {
    document: {
      format,
      name: names.of(filename),
      source: encodeSource(source, citations === true),
      citations: citations ? { enabled: true } : undefined,
    },
  };
}

/** A type that says nothing (`application/octet-stream`) leaves the word to the file's name. */
function formatOf({ source, filename }: PartOf<'document'>): string | undefined {
  if (source.kind === 'text') return lookUp(DOCUMENTS, source.mediaType ?? 'text/plain') ?? 'txt';
  if (source.kind !== 'base64') return undefined;
  const extension = /\.([a-z]+)$/i.exec(filename ?? '')?.[1]?.toLowerCase();
  const named = Object.values(DOCUMENTS).find((format) => format === extension);
  return lookUp(DOCUMENTS, source.mediaType) ?? named;
}

/** Citations count characters of a text; as a file it is taken by every model that takes documents. */
function encodeSource(
  source: Extract<PartOf<'document'>['source'], { kind: 'base64' | 'text' }>,
  isCited: boolean,
): JsonObject {
  if (source.kind === 'base64') return { bytes: source.data };
  return isCited ? { text: source.text } : { bytes: Buffer.from(source.text).toString('base64') };
}

export function encodeAudio({ source }: PartOf<'audio'>): JsonObject | undefined {
  if (source.kind !== 'base64') return undefined;
  const subtype = source.mediaType.replace(/^audio\//, '').toLowerCase();
  const format = lookUp(AUDIO, subtype) ?? subtype;
  return AUDIO_FORMATS.includes(format) ? { audio: { format, source: { bytes: source.data } } } : undefined;
}

/** `text/plain; charset=utf-8` is `text/plain`. */
function lookUp(formats: Readonly<Record<string, string>>, mediaType: string): string | undefined {
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return Object.hasOwn(formats, type) ? formats[type] : undefined;
}
