import { expect, it } from 'vitest';
import { editMembers } from '../../../../../kernel/json-bytes/edit-members.js';
import type { JsonObject } from '../../../../../kernel/json.js';
import { NO_QUIRKS, type Quirks } from '../../../../providers/quirks.js';
import { reasoningEffortEdits } from './reasoning-effort.edits.js';

function sent(body: JsonObject, quirks: Partial<Quirks>) {
  const { edits, losses } = reasoningEffortEdits(body, {
    name: 'fake',
    kind: 'openai-compatible',
    baseUrl: 'http://fake.invalid',
    credentials: {},
    quirks: { ...NO_QUIRKS, ...quirks },
  });
  return { body: editMembers(body, edits), dispositions: losses.map(({ disposition }) => disposition) };
}

it.for<[asked: string, known: Quirks['reasoningEfforts'], sent: string, dispositions: string[]]>([
  ['high', null, 'high', []],
  ['high', ['none', 'high'], 'high', []],
  ['minimal', ['none', 'high'], 'high', ['adjusted']],
  ['medium', ['low', 'high', 'max'], 'high', ['adjusted']],
  ['xhigh', ['low', 'high', 'max'], 'max', ['adjusted']],
  ['max', ['none', 'low', 'medium', 'high'], 'high', ['adjusted']],
  ['default', ['none', 'high'], 'default', []],
])('%s where %j are known is sent as %s', ([asked, known, effort, dispositions]) => {
  expect(sent({ reasoning_effort: asked }, { reasoningEfforts: known })).toEqual({
    body: { reasoning_effort: effort },
    dispositions,
  });
});

it('no reasoning is never turned into some', () => {
  expect(sent({ reasoning_effort: 'none' }, { reasoningEfforts: ['low', 'high'] })).toEqual({
    body: {},
    dispositions: ['dropped'],
  });
  expect(sent({ reasoning_effort: 'low' }, { reasoningEfforts: ['none'] })).toEqual({
    body: {},
    dispositions: ['dropped'],
  });
});

it('no reasoning is said by the switch that the server has', () => {
  const quirks: Partial<Quirks> = { reasoningSwitch: 'thinking', reasoningEfforts: ['low'] };
  expect(sent({ reasoning_effort: 'none' }, quirks)).toEqual({
    body: { thinking: { type: 'disabled' } },
    dispositions: [],
  });
  const own = { thinking: { type: 'enabled' } };
  expect(sent({ reasoning_effort: 'none', ...own }, quirks).body).toEqual(own);
});
