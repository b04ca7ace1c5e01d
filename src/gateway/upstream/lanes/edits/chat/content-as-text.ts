import { isJsonObject, type JsonValue } from '../../../../../kernel/json.js';
import type { MessageRule } from './message-rule.js';

/** Content parts as one string. What is no text cannot be said there and is refused. */
export const contentAsText: MessageRule = (message, { pointer, losses }) => {
  const { content } = message;
  if (!Array.isArray(content)) return message;
  const texts = content.map(textOf);
  for (const [index, text] of texts.entries()) {
    if (text !== null) continue;
    losses.push({ pointer: `${pointer}/content/${index}`, disposition: 'refused', reason: 'it takes only text' });
  }
  return { ...message, content: texts.join('\n') };
};

function textOf(part: JsonValue): string | null {
  if (!isJsonObject(part)) return null;
  const text = part['type'] === 'refusal' ? part['refusal'] : part['type'] === 'text' ? part['text'] : null;
  return typeof text === 'string' ? text : null;
}
