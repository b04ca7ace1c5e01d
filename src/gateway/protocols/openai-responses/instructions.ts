import type { FieldReader } from '../canonical/field-reader.js';
import type { CanonicalMessage } from '../canonical/request.js';

/** `instructions` as the first message. It does not outlive its turn: `previous_response_id` does not bring it back. */
export function decodeInstructions(body: FieldReader): CanonicalMessage[] {
  const text = body.string('instructions');
  if (text === undefined) return [];
  const origin = '/instructions';
  const extensions = { 'openai-responses': { instructions: true } };
  return [{ role: 'system', content: [{ kind: 'text', text, origin }], origin, extensions }];
}

/** `undefined` for a message that was said in another way. */
export function instructionsOf({ content, extensions }: CanonicalMessage): string | undefined {
  const [part] = content;
  return extensions?.['openai-responses']?.['instructions'] === true && part?.kind === 'text' ? part.text : undefined;
}
