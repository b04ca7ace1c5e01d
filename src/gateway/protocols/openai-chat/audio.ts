import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalRequest } from '../canonical/request.js';

/** Where the name of a format is not the end of its media type. */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['audio/mpeg', 'mp3'],
  ['audio/x-wav', 'wav'],
  ['audio/wave', 'wav'],
  ['audio/vnd.wave', 'wav'],
]);

/** `input_audio.format`. OpenAI knows wav and mp3, compatible servers more (OpenRouter: flac, ogg, m4a, …). */
export function audioFormat(mediaType: string): string {
  return FORMATS.get(mediaType) ?? mediaType.replace('audio/', '');
}

/** Sound that is not in the request: this dialect takes data only. */
export function unreadableAudio({ messages }: CanonicalRequest): FeatureLoss[] {
  return messages
    .flatMap(({ content }) => content)
    .filter((part) => part.kind === 'audio' && part.source.kind !== 'base64')
    .map(({ origin }) => ({
      feature: 'audio-input',
      origin,
      disposition: 'refused',
      reason: 'OpenAI Chat Completions takes audio as data, not as a URL or a file',
    }));
}
