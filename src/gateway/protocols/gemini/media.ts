import type { MediaSource, PartOf } from '../canonical/request.js';

/** What kind of part a media type makes; `undefined` for what no other dialect has (video). */
export function partKind(mediaType: string): 'image' | 'audio' | 'document' | undefined {
  if (mediaType.startsWith('image/')) return 'image';
  if (mediaType.startsWith('audio/')) return 'audio';
  return mediaType.startsWith('video/') ? undefined : 'document';
}

/** Files that were given to Google and only Google can open: its Files API's, and Cloud Storage's. */
const AT_GOOGLE = /^(gs:\/\/|files\/|https:\/\/generativelanguage\.googleapis\.com\/)/;

export function isFileAtGoogle(uri: string): boolean {
  return AT_GOOGLE.test(uri);
}

export function fileSource(uri: string, mediaType: string | undefined): MediaSource {
  return isFileAtGoogle(uri) ? { kind: 'file', fileId: uri, mediaType } : { kind: 'url', url: uri, mediaType };
}

const TYPES_BY_ENDING: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  html: 'text/html',
  csv: 'text/csv',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
};

const COMMON_TYPES = { image: 'image/jpeg', document: 'application/pdf', audio: 'audio/wav' } as const;

/**
 * `fileData` wants a type ("Unable to submit request because it has an empty mimeType"), which other dialects leave out
 * of URLs: the ending tells it, else the commonest type of its kind.
 */
export function typeOfUrl(url: string, kind: PartOf<'image' | 'document' | 'audio'>['kind']): string {
  const ending = /\.(\w+)(?:[?#].*)?$/.exec(url)?.[1]?.toLowerCase() ?? '';
  return TYPES_BY_ENDING[ending] ?? COMMON_TYPES[kind];
}
