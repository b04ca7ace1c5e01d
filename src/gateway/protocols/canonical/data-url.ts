import type { MediaSource } from './request.js';

const MARK = ';base64,';

/** A `data:` URL with base64 becomes its bytes and type; any other URL stays a URL. No scan over the payload. */
export function readMediaUrl(url: string): MediaSource {
  const mark = url.startsWith('data:') ? url.slice(0, 256).indexOf(MARK) : -1;
  if (mark === -1) return { kind: 'url', url };
  return { kind: 'base64', mediaType: url.slice('data:'.length, mark), data: url.slice(mark + MARK.length) };
}

export function dataUrl(mediaType: string, base64: string): string {
  return `data:${mediaType}${MARK}${base64}`;
}
