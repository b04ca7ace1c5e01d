import { expect, it } from 'vitest';
import { editMembers } from '../../../../../kernel/json-bytes/edit-members.js';
import type { JsonObject } from '../../../../../kernel/json.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import { NO_QUIRKS, type Quirks } from '../../../../providers/quirks.js';
import { toolChoiceEdits } from './tool-choice.edits.js';

const tool = (name: string) => ({ type: 'function', function: { name } });
const TOOLS = [tool('look'), tool('listen'), tool('touch')];
const BODY: JsonObject = { tools: TOOLS };
const NAMED = tool('look');
const allowed = (mode: string) => ({
  type: 'allowed_tools',
  allowed_tools: { mode, tools: [tool('look'), tool('touch')] },
});

function chosen(choice: JsonObject[string], quirks: Partial<Quirks>) {
  const instance: ProviderInstance = {
    name: 'fake',
    kind: 'openai-compatible',
    baseUrl: 'http://fake.invalid',
    credentials: {},
    quirks: { ...NO_QUIRKS, ...quirks },
  };
  const body = { ...BODY, tool_choice: choice };
  const { edits, losses } = toolChoiceEdits(body, instance);
  return { sent: editMembers(body, edits), dispositions: losses.map(({ disposition }) => disposition) };
}

it.for(['auto', 'none', 'required', NAMED, allowed('auto')])(
  '%j goes out as it is where it is understood',
  (choice) => {
    expect(chosen(choice, {})).toEqual({ sent: { ...BODY, tool_choice: choice }, dispositions: [] });
  },
);

it.for<[string, JsonObject[string], JsonObject, string[]]>([
  ['a mode', 'required', { ...BODY, tool_choice: 'required' }, []],
  ['a name', NAMED, { tools: [tool('look')], tool_choice: 'required' }, ['adjusted']],
  ['a choice of some', allowed('auto'), { tools: [TOOLS[0]!, TOOLS[2]!], tool_choice: 'auto' }, ['adjusted']],
  ['one of some', allowed('required'), { tools: [TOOLS[0]!, TOOLS[2]!], tool_choice: 'required' }, ['adjusted']],
])('without names %s is said by the list of tools', ([, choice, sent, dispositions]) => {
  expect(chosen(choice, { supportsNamedToolChoice: false })).toEqual({ sent, dispositions });
});

it.for<[string, JsonObject[string], JsonObject, string[]]>([
  ['auto', 'auto', BODY, []],
  ['none', 'none', {}, ['adjusted']],
  ['required', 'required', BODY, ['refused']],
  ['a name', NAMED, BODY, ['refused']],
  ['a choice of some', allowed('auto'), { tools: [TOOLS[0]!, TOOLS[2]!] }, ['adjusted']],
])('without tool_choice %s is said by the list of tools, or refused', ([, choice, sent, dispositions]) => {
  expect(chosen(choice, { supportsToolChoice: false })).toEqual({ sent, dispositions });
});
