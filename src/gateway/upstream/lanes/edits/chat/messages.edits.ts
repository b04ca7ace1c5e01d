import { isJsonObject, type JsonObject, type JsonValue } from '../../../../../kernel/json.js';
import type { Loss } from '../../../../protocols/codec.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import { NO_QUIRKS, type Quirks } from '../../../../providers/quirks.js';
import { AS_IT_IS, type QuirkEdits } from '../edit-rule.js';
import { asksForNothing } from './asks-for-nothing.js';
import { contentAsText } from './content-as-text.js';
import type { MessageRule } from './message-rule.js';
import { reasoningMoved } from './reasoning-moved.js';
import { alphanumericIds } from './tool-call-ids.js';

/**
 * Messages are rewritten only where one of them needs it: otherwise the client's own bytes go out, megabytes of images
 * among them.
 */
export function messageEdits(body: JsonObject, instance: ProviderInstance): QuirkEdits {
  const messages = body['messages'];
  const rules = rulesFor(instance.quirks);
  if (rules.length === 0 || !Array.isArray(messages)) return AS_IT_IS;
  const losses: Loss[] = [];
  const rewritten = messages.map((message, index): JsonValue => {
    if (!isJsonObject(message)) return message;
    const context = { pointer: `/messages/${index}`, instance, losses };
    return rules.reduce((before, rule) => rule(before, context), message);
  });
  const isSame = rewritten.every((message, index) => message === messages[index]);
  return { edits: isSame ? [] : [{ kind: 'set', key: 'messages', json: JSON.stringify(rewritten) }], losses };
}

function rulesFor(quirks: Quirks): MessageRule[] {
  const rules: MessageRule[] = [];
  if (quirks.developerRole !== NO_QUIRKS.developerRole) rules.push(oldRoleName);
  if (quirks.reasoningField !== 'as-sent') rules.push(reasoningMoved);
  if (quirks.unsupportedMessageFields.length > 0) rules.push(knownFields);
  if (quirks.contentAsText) rules.push(contentAsText);
  if (quirks.toolCallIdFormat === 'alphanumeric-9') rules.push(alphanumericIds);
  return rules;
}

const oldRoleName: MessageRule = (message, { pointer, instance, losses }) => {
  if (message['role'] !== 'developer') return message;
  const role = instance.quirks.developerRole;
  losses.push({
    pointer: `${pointer}/role`,
    disposition: 'adjusted',
    reason: `${instance.name} has no developer role; it is sent as ${role}`,
  });
  return { ...message, role };
};

const knownFields: MessageRule = (message, { pointer, instance, losses }) => {
  const unknown = instance.quirks.unsupportedMessageFields.filter((key) => message[key] !== undefined);
  if (unknown.length === 0) return message;
  for (const key of unknown) {
    if (asksForNothing(key, message[key])) continue;
    const reason = `${instance.name} takes no ${key} in messages`;
    losses.push({ pointer: `${pointer}/${key}`, disposition: 'dropped', reason });
  }
  return Object.fromEntries(Object.entries(message).filter(([key]) => !unknown.includes(key)));
};
