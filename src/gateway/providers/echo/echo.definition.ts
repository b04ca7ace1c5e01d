import type { ProviderInstance } from '../provider.js';
import { NO_QUIRKS } from '../quirks.js';

/** It answers in process: there is nothing to set. */
export const echoFields = {};

export function echoProvider(name: string): ProviderInstance {
  return { name, kind: 'echo', baseUrl: 'http://echo.invalid', credentials: {}, quirks: NO_QUIRKS };
}
