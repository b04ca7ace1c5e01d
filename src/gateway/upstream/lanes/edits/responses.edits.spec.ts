import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../kernel/json.js';
import { newResponseId } from '../../../../kernel/response-id.js';
import { packSignature } from '../../../protocols/canonical/signature.js';
import type { Target } from '../../../providers/provider.js';
import { NO_QUIRKS } from '../../../providers/quirks.js';
import { responsesEdits } from './responses.edits.js';

const TARGET: Target = {
  instance: { name: 'openai', kind: 'openai', baseUrl: 'http://x', credentials: {}, quirks: NO_QUIRKS },
  model: 'gpt-5',
};
const own = newResponseId(Date.UTC(2026, 0, 1)).slice('resp_'.length);
const message = { type: 'message', role: 'user', content: 'Hi.' };
const packed = packSignature({ issuer: 'anthropic-messages', data: 'c2ln' }, 'openai-responses');

const edit = (input: JsonObject[] | string) => responsesEdits({ model: 'gpt-5', input }, TARGET);

it('changes nothing but the name of the model', () => {
  const reasoning = { type: 'reasoning', id: 'rs_0941b08f06efed9e', summary: [], encrypted_content: 'gAAAAABo' };
  for (const input of ['Hi.', [message, reasoning]]) {
    expect(edit(input)).toEqual({ edits: [], losses: [], withholdUsage: false });
    expect(responsesEdits({ model: 'openai/gpt-5', input }, TARGET).edits).toEqual([
      { kind: 'set', key: 'model', json: '"gpt-5"' },
    ]);
  }
});

it.each([
  ['by its id', { type: 'reasoning', id: `rs_${own}_0`, summary: [] }],
  ['by its signature', { type: 'reasoning', id: 'rs_elsewhere', summary: [], encrypted_content: packed }],
])('takes out what another vendor’s model has thought, %s, and says so', (_, reasoning) => {
  const { edits, losses } = edit([message, reasoning, message]);
  expect(edits).toEqual([{ kind: 'set', key: 'input', json: JSON.stringify([message, message]) }]);
  expect(losses).toEqual([{ pointer: '/input/1', disposition: 'dropped', reason: expect.stringContaining('openai') }]);
});

it('keeps messages and calls that the gateway has answered', () => {
  const answered = { type: 'message', id: `msg_${own}_1`, role: 'assistant', content: [] };
  const call = { type: 'function_call', id: `fc_${own}_2`, call_id: 'call_1', name: 'f', arguments: '{}' };
  expect(edit([answered, call]).edits).toEqual([]);
});
