import { expect, it } from 'vitest';
import { newResponseId } from '../../kernel/response-id.js';
import { continuedAnswer, hasReferences, itemsOf, withInput, withoutReferences } from './continued-request.js';

const KEPT = newResponseId(Date.UTC(2026, 0, 1));
const ITEM = `fc_${KEPT.slice('resp_'.length)}_0`;
const reference = (id: string) => ({ type: 'item_reference', id });

it('only an id of the gateway’s own form is one that it continues', () => {
  expect(continuedAnswer({ previous_response_id: KEPT })).toBe(KEPT);
  expect(continuedAnswer({ previous_response_id: 'resp_of_a_vendor' })).toBeNull();
  expect(continuedAnswer({ previous_response_id: null })).toBeNull();
  expect(continuedAnswer({})).toBeNull();
});

it('names the field that cannot be', () => {
  expect(() => continuedAnswer({ previous_response_id: 7 })).toThrow(
    expect.objectContaining({ code: 'invalid_field', param: 'previous_response_id' }),
  );
  expect(() => continuedAnswer({ previous_response_id: KEPT, conversation: 'conv_1' })).toThrow(/"conversation"/);
  expect(continuedAnswer({ previous_response_id: KEPT, conversation: null })).toBe(KEPT);
});

it('a plain text is what the user says', () => {
  expect(itemsOf('Hi.')).toEqual([{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi.' }] }]);
  expect(itemsOf(undefined)).toEqual([]);
});

it('sees references to its own items only', () => {
  expect(hasReferences([{ role: 'user', content: 'Hi.' }, reference(ITEM)])).toBe(true);
  expect(hasReferences([reference('msg_of_a_vendor'), { type: 'message', id: ITEM }])).toBe(false);
  expect(hasReferences('a text')).toBe(false);
});

it('puts items in the place of their references', () => {
  const call = { type: 'function_call', id: ITEM, call_id: 'call_1' };
  const result = { type: 'function_call_output', call_id: 'call_1', output: 'sunny' };
  expect(withoutReferences([reference(ITEM), result], new Map([[ITEM, call]]))).toEqual([call, result]);
  expect(withoutReferences([reference('msg_of_a_vendor')], new Map())).toEqual([reference('msg_of_a_vendor')]);
});

it('an item that the history holds already stands once', () => {
  const call = { type: 'function_call', id: ITEM, call_id: 'call_1' };
  const known = new Map([[ITEM, call]]);
  expect(withoutReferences([call, reference(ITEM)], known)).toEqual([call]);
  expect(withoutReferences([reference(ITEM), reference(ITEM)], known)).toEqual([call]);
});

it('an item that nobody knows is named', () => {
  expect(() => withoutReferences([reference(ITEM)], new Map())).toThrow(
    expect.objectContaining({ code: 'item_not_found', param: 'input', message: expect.stringContaining(ITEM) }),
  );
});

it('the history replaces the id and the input; every other byte stays', () => {
  const text = `{ "temperature": 1.0, "previous_response_id": "${KEPT}", "input": "And now?", "model": "m" }`;
  const history = [{ role: 'user', content: 'Hi.' }];
  const { body, rawBody } = withInput({ body: JSON.parse(text) as never, rawBody: Buffer.from(text) }, history);
  expect(rawBody.toString()).toBe(`{ "temperature": 1.0, "input": ${JSON.stringify(history)}, "model": "m" }`);
  expect(body).toEqual({ temperature: 1, input: history, model: 'm' });
});

it('a body whose fields stand twice is not continued by half of them', () => {
  const text = `{"input":"a","input":"b","previous_response_id":"${KEPT}","previous_response_id":"other"}`;
  const { rawBody } = withInput({ body: JSON.parse(text) as never, rawBody: Buffer.from(text) }, []);
  expect(rawBody.toString()).toBe('{"input":[],"input":[]}');
});
