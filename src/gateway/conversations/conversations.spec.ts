import { UNLIMITED } from '../../kernel/limits.js';
import { Counter, Gauge } from 'prom-client';
import { expect, it } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.js';
import { MemoryConversationStore } from '../../../test/fakes/memory-conversation.store.js';
import { ALICE, aTurn, aTurnAfter, BOB } from '../../../test/fakes/turn.builder.js';
import { eventually } from '../../../test/setup/eventually.js';
import { systemClock } from '../../kernel/clock.js';
import type { JsonObject } from '../../kernel/json.js';
import type { Principal } from '../../kernel/principal.js';
import { isGatewayResponseId, newResponseId } from '../../kernel/response-id.js';
import { ConversationArchive } from './conversation.archive.js';
import { ConversationMemory } from './conversation.memory.js';
import { ConversationWriter } from './conversation.writer.js';
import { Conversations, type OpeningCall } from './conversations.js';

/** One node over a store, which other nodes may share. */
function aNode({ store = new MemoryConversationStore(), enabled = true } = {}) {
  const memory = new ConversationMemory(new FakeClock(), { bytes: 1_000_000, freshMs: 60_000 });
  const waiting = new Gauge({ name: 'waiting', help: '-', registers: [] });
  const lost = new Counter({ name: 'lost', help: '-', registers: [] });
  const archive = new ConversationArchive(store, new ConversationWriter(store, waiting, lost), memory);
  return { store, archive, conversations: new Conversations(archive, systemClock, enabled) };
}

function aCall(body: JsonObject, userId = ALICE): OpeningCall {
  const principal: Principal = {
    keyId: 'k',
    keyPrefix: 'aig_x',
    userId,
    role: 'member',
    team: null,
    limits: { key: UNLIMITED, team: UNLIMITED },
  };
  return { principal, body, rawBody: Buffer.from(JSON.stringify(body)) };
}

const said = (text: string) => ({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
const answered = (id: string, text: string) => ({
  type: 'message',
  id: `msg_${id.slice('resp_'.length)}_0`,
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});

/** Asks and answers once; the answer's id. */
function converse({ conversations }: Pick<ReturnType<typeof aNode>, 'conversations'>, body: JsonObject, text: string) {
  const { answerId, onAnswer } = conversations.open(aCall(body));
  onAnswer?.({ id: answerId, output: [answered(answerId, text)] });
  return answerId;
}

it('a request that continues nothing is ready at once and asks nobody', () => {
  const { conversations, store } = aNode();
  const call = aCall({ input: 'Hi.' });
  const opened = conversations.open(call);
  expect(opened.resume).toBeUndefined();
  expect(opened.rawBody).toBe(call.rawBody);
  expect(isGatewayResponseId(opened.answerId)).toBe(true);
  expect(store.reads).toBe(0);
});

it.each([
  [{ store: false }, true, false],
  [{ store: true }, true, true],
  [{ store: null }, true, true],
  [{}, true, true],
  [{}, false, false],
])('of %j, with keeping %s, the answer is kept: %s', (said, enabled, kept) => {
  const { conversations } = aNode({ enabled });
  expect(conversations.open(aCall({ input: 'Hi.', ...said })).onAnswer !== undefined).toBe(kept);
});

it('a follow-up that comes at once has the whole conversation before it', async () => {
  const node = aNode();
  const first = converse(node, { input: 'My name is Ada.' }, 'Hello Ada.');
  const body = { model: 'm', input: 'What is my name?', previous_response_id: first };
  const second = await node.conversations.open(aCall(body)).resume!();
  const input = [said('My name is Ada.'), answered(first, 'Hello Ada.'), said('What is my name?')];
  expect(second.body).toEqual({ model: 'm', input });
  expect(JSON.parse(second.rawBody.toString())).toEqual(second.body);
  expect(second).toMatchObject({ continues: first });
  expect(node.store.reads).toBe(0);
});

it('each turn holds what it added alone, and another node finds them all', async () => {
  const here = aNode();
  const there = aNode({ store: here.store });
  let previous = converse(here, { input: 'one' }, 'ONE');
  for (const word of ['two', 'three']) {
    const call = await here.conversations.open(aCall({ input: word, previous_response_id: previous })).resume!();
    const { answerId, onAnswer } = call as typeof call & { answerId: string; onAnswer: (answer: JsonObject) => void };
    onAnswer({ id: answerId, output: [answered(answerId, word.toUpperCase())] });
    previous = answerId;
  }
  await eventually('all is written', () => here.store.turns.size === 3);
  expect([...here.store.turns.values()].map(({ input, depth }) => [depth, JSON.parse(input)])).toEqual([
    [1, [said('one')]],
    [2, [said('two')]],
    [3, [said('three')]],
  ]);
  const fourth = await there.conversations.open(aCall({ input: 'four', previous_response_id: previous })).resume!();
  const texts = (fourth.body['input'] as { content: { text: string }[] }[]).map(({ content }) => content[0]?.text);
  expect(texts).toEqual(['one', 'ONE', 'two', 'TWO', 'three', 'THREE', 'four']);
  expect(there.store.reads).toBe(1);
});

it('an answer that another node is about to write is waited for', async () => {
  const { conversations, store } = aNode();
  const late = aTurn({ id: newResponseId(Date.now()) });
  store.beforeRead = (read) => read === 3 && store.turns.set(late.id, late);
  await conversations.open(aCall({ input: 'x', previous_response_id: late.id })).resume!();
  expect(store.reads).toBe(3);
});

it.each([
  ['nobody knows', () => aTurn(), ALICE],
  ['is somebody else’s', (store: MemoryConversationStore) => put(store, aTurn()), BOB],
])('an answer that %s is not found, in the vendor’s own words', async (_, make, userId) => {
  const { conversations, store } = aNode();
  const { id } = make(store);
  const resumed = conversations.open(aCall({ input: 'x', previous_response_id: id }, userId)).resume!();
  await expect(resumed).rejects.toMatchObject({
    code: 'previous_response_not_found',
    status: 400,
    param: 'previous_response_id',
    message: `Previous response with id '${id}' not found.`,
  });
  // It is old: there is nothing to wait for.
  expect(store.reads).toBe(1);
});

it('somebody else’s answer is not found in the memory of the node either', async () => {
  const node = aNode();
  const id = converse(node, { input: 'secret' }, 'Noted.');
  const asked = node.conversations.open(aCall({ input: 'What did she say?', previous_response_id: id }, BOB));
  await expect(asked.resume!()).rejects.toMatchObject({ code: 'previous_response_not_found' });
});

it('a conversation with a deleted turn is not continued by half', async () => {
  const { archive, conversations, store } = aNode();
  const first = put(store, aTurn());
  const second = put(store, aTurnAfter(first));
  expect(await archive.delete(first.id, BOB)).toBe(false);
  expect(await archive.delete(first.id, ALICE)).toBe(true);
  const resumed = conversations.open(aCall({ input: 'x', previous_response_id: second.id })).resume!();
  await expect(resumed).rejects.toThrow(`Previous response with id '${first.id}' not found.`);
});

it('an answer that is deleted before it was written stays deleted', async () => {
  const node = aNode();
  const release = Promise.withResolvers<void>();
  node.store.beforeInsert = () => release.promise;
  const id = converse(node, { input: 'x' }, 'X');
  await new Promise(setImmediate);
  const deleted = node.archive.delete(id, ALICE);
  release.resolve();
  expect(await deleted).toBe(true);
  expect(await node.archive.find(id, ALICE)).toBeUndefined();
  expect(node.store.turns.size).toBe(0);
});

it.each([
  ['turns', { depth: 1000 }, '1000 turns'],
  ['bytes', { totalBytes: 20 * 1024 * 1024 + 1 }, '20971520 bytes'],
])('a conversation of too many %s is refused, and can still be looked at', async (_, size, limit) => {
  const { conversations, store } = aNode();
  const turn = put(store, aTurn(size));
  const ask = () => conversations.open(aCall({ input: 'x', previous_response_id: turn.id })).resume!();
  await expect(ask()).rejects.toMatchObject({ code: 'conversation_too_long', status: 400 });
  await expect(ask()).rejects.toThrow(limit);
  expect(await conversations.inputOf(turn)).toEqual([{ type: 'message', role: 'user', content: 'Hi.' }]);
});

it('references to items of kept answers are resolved, in the input and in the history', async () => {
  const here = aNode();
  const first = converse(here, { input: 'one' }, 'ONE');
  const item = answered(first, 'ONE');
  const reference = { type: 'item_reference', id: item.id };
  // As the AI SDK does it: no previous_response_id, all of the conversation in each request.
  const opened = here.conversations.open(aCall({ input: [said('one'), reference, said('two')] }));
  const second = (await opened.resume!()) as typeof opened;
  expect(second.body['input']).toEqual([said('one'), item, said('two')]);
  second.onAnswer!({ id: second.answerId, output: [] });
  await eventually('both are written', () => here.store.turns.size === 2);
  const kept = here.store.turns.get(second.answerId)!;
  // Sent as references, kept as references: the history is not copied from turn to turn.
  expect(JSON.parse(kept.input)).toEqual([said('one'), reference, said('two')]);

  const there = aNode({ store: here.store });
  expect(await there.conversations.inputOf(kept)).toEqual([said('one'), item, said('two')]);
});

it('a reference to an item of somebody else is not resolved', async () => {
  const node = aNode();
  const first = converse(node, { input: 'one' }, 'ONE');
  const reference = { type: 'item_reference', id: answered(first, '').id };
  const opened = node.conversations.open(aCall({ input: [reference] }, BOB));
  await expect(opened.resume!()).rejects.toMatchObject({ code: 'item_not_found', status: 404 });
});

function put(store: MemoryConversationStore, turn: ReturnType<typeof aTurn>) {
  store.turns.set(turn.id, turn);
  return turn;
}
