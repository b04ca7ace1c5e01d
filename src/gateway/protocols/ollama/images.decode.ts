import type { FieldReader } from '../canonical/field-reader.js';
import { child } from '../canonical/json-pointer.js';
import type { PartOf } from '../canonical/request.js';
import { imageType } from './image-type.js';

/** `images` of a message or a prompt: bare base64. */
export function decodeImages(holder: FieldReader): PartOf<'image'>[] {
  const list = child(holder.pointer, 'images');
  return (holder.strings('images') ?? []).map((data, index) => ({
    kind: 'image',
    source: { kind: 'base64', mediaType: imageType(data), data },
    origin: child(list, index),
  }));
}
