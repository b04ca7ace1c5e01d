/** How the first bytes of an image look in base64. */
const SIGNATURES: readonly (readonly [start: string, mediaType: string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
  ['Qk', 'image/bmp'],
];

/** Ollama's images are bare base64; dialects that want a media type get it from the first bytes. */
export function imageType(base64: string): string {
  return SIGNATURES.find(([start]) => base64.startsWith(start))?.[1] ?? 'application/octet-stream';
}

export function isImage(mediaType: string): boolean {
  return mediaType.startsWith('image/');
}
