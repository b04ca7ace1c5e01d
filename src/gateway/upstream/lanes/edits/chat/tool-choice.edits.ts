import type { BodyEdit } from '../../../../../kernel/json-bytes/edit-body.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../../kernel/json.js';
import type { Loss } from '../../../../protocols/codec.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import { AS_IT_IS, type QuirkEdits } from '../edit-rule.js';

/** `tool_choice`, whatever its spelling. `names` are the only tools that may be called; `null` is any. */
interface Choice {
  readonly mode: 'auto' | 'none' | 'required';
  readonly names: readonly string[] | null;
}

/** What `tool_choice` says is said by the list of tools where the server cannot be told. */
export function toolChoiceEdits(body: JsonObject, { quirks, name }: ProviderInstance): QuirkEdits {
  const choice = readChoice(body['tool_choice']);
  if (choice === null) return AS_IT_IS;
  if (!quirks.supportsToolChoice) return withoutChoice(body, choice, name);
  if (quirks.supportsNamedToolChoice || choice.names === null) return AS_IT_IS;
  return {
    edits: [onlyTools(body, choice.names), { kind: 'set', key: 'tool_choice', json: JSON.stringify(choice.mode) }],
    losses: [adjusted(`${name} cannot be told which tool; only ${choice.names.join(', ')} is sent`)],
  };
}

function withoutChoice(body: JsonObject, { mode, names }: Choice, name: string): QuirkEdits {
  const remove: BodyEdit = { kind: 'remove', key: 'tool_choice' };
  if (mode === 'required') {
    const reason = `${name} has no tool_choice: nothing makes it call a tool`;
    return { edits: [remove], losses: [{ pointer: '/tool_choice', disposition: 'refused', reason }] };
  }
  if (mode === 'none') {
    return { edits: [remove, { kind: 'remove', key: 'tools' }], losses: [adjusted('the tools are left out instead')] };
  }
  if (names === null) return { edits: [remove], losses: [] };
  return { edits: [remove, onlyTools(body, names)], losses: [adjusted('only the allowed tools are sent instead')] };
}

function adjusted(reason: string): Loss {
  return { pointer: '/tool_choice', disposition: 'adjusted', reason };
}

function onlyTools(body: JsonObject, names: readonly string[]): BodyEdit {
  const tools = Array.isArray(body['tools']) ? body['tools'] : [];
  return { kind: 'set', key: 'tools', json: JSON.stringify(tools.filter((tool) => names.includes(nameOf(tool)))) };
}

function nameOf(tool: JsonValue): string {
  const described = isJsonObject(tool) && (tool['function'] ?? tool['custom']);
  return isJsonObject(described) ? String(described['name']) : '';
}

/** `null` where there is none, or one that only the server can understand. */
function readChoice(choice: JsonValue | undefined): Choice | null {
  if (choice === 'auto' || choice === 'none' || choice === 'required') return { mode: choice, names: null };
  if (!isJsonObject(choice)) return null;
  const allowed = choice['allowed_tools'];
  if (isJsonObject(allowed) && Array.isArray(allowed['tools'])) {
    return { mode: allowed['mode'] === 'required' ? 'required' : 'auto', names: allowed['tools'].map(nameOf) };
  }
  const name = nameOf(choice);
  return name === '' ? null : { mode: 'required', names: [name] };
}
