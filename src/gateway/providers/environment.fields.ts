import { z } from 'zod';
import { Secret } from '../../kernel/secret.js';

/** A base URL, without the trailing slashes that people write. */
export const baseUrlField = z
  .url({ protocol: /^https?$/, error: 'must be an http(s) URL' })
  .transform((url) => url.replace(/\/+$/, ''));

export const secretField = z
  .string()
  .min(1)
  .transform((value) => new Secret(value));
