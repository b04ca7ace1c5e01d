import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';
import { dataUrl, readMediaUrl } from '../canonical/data-url.js';

interface Picture {
  readonly mediaType: string;
  /** Base64. */
  readonly data: string;
}

/** A picture in an answer, as OpenRouter gives it (https://openrouter.ai/docs/features/multimodal/image-generation). */
export function encodeImage({ mediaType, data }: Picture, index: number): JsonObject {
  return { type: 'image_url', image_url: { url: dataUrl(mediaType, data) }, index };
}

export function isImage({ mediaType }: { readonly mediaType: string }): boolean {
  return mediaType.startsWith('image/');
}

/** `undefined` for one that is only an address. */
export function decodeImage(image: JsonValue): Picture | undefined {
  const holder = isJsonObject(image) ? image['image_url'] : undefined;
  const url = isJsonObject(holder) ? holder['url'] : undefined;
  const source = typeof url === 'string' ? readMediaUrl(url) : undefined;
  return source?.kind === 'base64' ? source : undefined;
}
