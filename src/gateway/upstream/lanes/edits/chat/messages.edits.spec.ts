import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../../kernel/json.js';
import { NO_QUIRKS, type Quirks } from '../../../../providers/quirks.js';
import { messageEdits } from './messages.edits.js';
import { alphanumericId } from './tool-call-ids.js';

function sent(messages: JsonObject[], quirks: Partial<Quirks>) {
  const { edits, losses } = messageEdits(
    { messages },
    {
      name: 'fake',
      kind: 'openai-compatible',
      baseUrl: 'http://fake.invalid',
      credentials: {},
      quirks: { ...NO_QUIRKS, ...quirks },
    },
  );
  const [edit] = edits;
  return {
    messages: edit?.kind === 'set' ? (JSON.parse(edit.json) as JsonObject[]) : 'as they were',
    losses: losses.map(({ pointer, disposition }) => `${disposition} ${pointer}`),
  };
}

const USER = { role: 'user', content: 'Hi.' };
const EVERY_RULE: Partial<Quirks> = {
  developerRole: 'system',
  reasoningField: 'thinking-part',
  unsupportedMessageFields: ['name'],
  contentAsText: true,
  toolCallIdFormat: 'alphanumeric-9',
};

it('messages that need nothing are not written anew', () => {
  const messages = [USER, { role: 'assistant', content: null, tool_calls: [{ id: 'aB3dE6gH9' }] }];
  expect(sent(messages, EVERY_RULE)).toEqual({ messages: 'as they were', losses: [] });
  expect(sent([{ ...USER, role: 'developer' }], {})).toEqual({ messages: 'as they were', losses: [] });
});

it('developer messages get their old name', () => {
  expect(sent([{ role: 'developer', content: 'Be brief.' }, USER], { developerRole: 'system' })).toEqual({
    messages: [{ role: 'system', content: 'Be brief.' }, USER],
    losses: ['adjusted /messages/0/role'],
  });
});

it('fields that the server does not take are taken out, and reported where they said something', () => {
  const messages = [
    { ...USER, name: 'Ada' },
    { role: 'assistant', content: 'Hi.', refusal: null, annotations: [] },
  ];
  expect(sent(messages, { unsupportedMessageFields: ['name', 'refusal', 'annotations'] })).toEqual({
    messages: [USER, { role: 'assistant', content: 'Hi.' }],
    losses: ['dropped /messages/0/name'],
  });
});

it('text parts become one text, other parts are refused', () => {
  const text = [
    { type: 'text', text: 'one' },
    { type: 'text', text: 'two' },
  ];
  expect(sent([{ role: 'user', content: text }], { contentAsText: true }).messages).toEqual([
    { role: 'user', content: 'one\ntwo' },
  ]);
  const withImage = [{ role: 'user', content: [...text, { type: 'image_url', image_url: { url: 'x' } }] }];
  expect(sent(withImage, { contentAsText: true }).losses).toEqual(['refused /messages/0/content/2']);
});

it('ids of calls and their results change together, and only foreign ones', () => {
  const own = 'aB3dE6gH9';
  const call = (id: string) => ({ id, type: 'function', function: { name: 'look', arguments: '{}' } });
  const messages = [
    { role: 'assistant', content: null, tool_calls: [call('call_1'), call(own)] },
    { role: 'tool', tool_call_id: 'call_1', content: 'a' },
    { role: 'tool', tool_call_id: own, content: 'b' },
  ];
  expect(sent(messages, { toolCallIdFormat: 'alphanumeric-9' })).toEqual({
    messages: [
      { role: 'assistant', content: null, tool_calls: [call(alphanumericId('call_1')), call(own)] },
      { role: 'tool', tool_call_id: alphanumericId('call_1'), content: 'a' },
      { role: 'tool', tool_call_id: own, content: 'b' },
    ],
    losses: ['adjusted /messages/0/tool_calls/0/id'],
  });
});

describe('earlier reasoning', () => {
  const answer = (fields: JsonObject): JsonObject => ({ role: 'assistant', content: 'Four.', ...fields });
  const thinking = { type: 'thinking', thinking: [{ type: 'text', text: 'Two and two' }] };
  const said = { type: 'text', text: 'Four.' };

  it.for<[Quirks['reasoningField'], JsonObject, JsonObject]>([
    ['reasoning', { reasoning_content: 'Two and two' }, answer({ reasoning: 'Two and two' })],
    ['reasoning_content', { reasoning: 'Two and two' }, answer({ reasoning_content: 'Two and two' })],
    ['reasoning', { reasoning: 'Two', reasoning_content: 'Two' }, answer({ reasoning: 'Two' })],
    ['reasoning', { reasoning_content: null }, answer({})],
    ['reasoning', { content: [thinking, said] }, answer({ content: [said], reasoning: 'Two and two' })],
    ['thinking-part', { reasoning_content: 'Two and two' }, answer({ content: [thinking, said] })],
    ['thinking-part', { reasoning: 'Two and two', content: null }, answer({ content: [thinking] })],
    ['thinking-part', { reasoning: '' }, answer({})],
  ])('goes to %s from %j', ([field, from, to]) => {
    expect(sent([USER, answer(from)], { reasoningField: field })).toEqual({ messages: [USER, to], losses: [] });
  });

  it.for<[Quirks['reasoningField'], JsonObject]>([
    ['reasoning', { reasoning: 'Two' }],
    ['reasoning_content', { reasoning_content: 'Two' }],
    ['thinking-part', { content: [thinking, said] }],
  ])('stays where it is in %s already', ([field, fields]) => {
    expect(sent([answer(fields)], { reasoningField: field }).messages).toBe('as they were');
  });
});
