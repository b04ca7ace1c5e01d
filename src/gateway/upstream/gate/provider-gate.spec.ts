import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/fakes/fake-clock.js';
import { GatewayError } from '../../../kernel/errors.js';
import { Presence } from '../attempts/presence.js';
import { Deadlines } from '../deadlines.js';
import { type Place, ProviderGate } from './provider-gate.js';

const LONG = 10_000;

function gate(concurrency: number, queue: number) {
  const clock = new FakeClock();
  const deadlines = new Deadlines(clock);
  const seen = { waiting: 0, shed: 0 };
  const made = new ProviderGate('vendor', { concurrency, queue }, deadlines, {
    waiting: (change) => (seen.waiting += change),
    shed: () => (seen.shed += 1),
  });
  const enter = (presence = new Presence(), longest = LONG) => made.enter(presence, longest);
  const pass = (milliseconds: number) => {
    clock.advance(milliseconds);
    deadlines.sweep();
  };
  return { gate: made, deadlines, seen, enter, pass };
}

it('lets in as many as there are places, without a turn of the loop', () => {
  const { enter, gate: full } = gate(2, 0);
  expect(enter()).not.toBeInstanceOf(Promise);
  expect(enter()).not.toBeInstanceOf(Promise);
  expect(full.underWay).toBe(2);
});

it('turns away who finds no place in the queue', () => {
  const { enter, seen } = gate(1, 0);
  enter();
  expect(() => enter()).toThrow(
    expect.objectContaining({ code: 'busy', status: 503, retryAfterSeconds: 1 }) as GatewayError,
  );
  expect(seen.shed).toBe(1);
});

it('serves in the order of coming', async () => {
  const { enter } = gate(1, 10);
  const first = enter() as Place;
  const order: number[] = [];
  const places = [1, 2, 3].map(async (name) => {
    const place = await enter();
    order.push(name);
    return place as Place;
  });
  first.leave();
  (await (places[0] as Promise<Place>)).leave();
  (await (places[1] as Promise<Place>)).leave();
  await places[2];
  expect(order).toEqual([1, 2, 3]);
});

it('lets nobody pass those who wait', () => {
  const { enter, gate: one } = gate(1, 10);
  enter();
  void enter();
  one.limits = { concurrency: 2, queue: 10 };
  expect(enter()).toBeInstanceOf(Promise);
});

it('a place left twice is free once', () => {
  const { enter, gate: two } = gate(2, 0);
  const place = enter() as Place;
  enter();
  place.leave();
  place.leave();
  expect(two.underWay).toBe(1);
});

describe('one that waits', () => {
  it('leaves with its client', async () => {
    const { enter, gate: one, seen, deadlines } = gate(1, 10);
    const place = enter() as Place;
    const presence = new Presence();
    const waiting = enter(presence);
    const left = new GatewayError('client_closed');
    presence.end(left);
    await expect(waiting).rejects.toBe(left);
    expect(seen).toEqual({ waiting: 0, shed: 0 });
    expect(deadlines.size).toBe(0);
    place.leave();
    expect(one.underWay).toBe(0);
  });

  it('is turned away when its time is over', async () => {
    const { enter, seen, pass } = gate(1, 10);
    enter();
    const waiting = enter() as Promise<Place>;
    const refused = expect(waiting).rejects.toMatchObject({ code: 'busy' });
    pass(LONG - 1);
    expect(seen.waiting).toBe(1);
    pass(1);
    await refused;
    expect(seen).toEqual({ waiting: 0, shed: 1 });
  });

  it('keeps nothing after its turn has come', async () => {
    const { enter, seen, deadlines } = gate(1, 10);
    const place = enter() as Place;
    const presence = new Presence();
    const waiting = enter(presence);
    place.leave();
    await waiting;
    expect(seen.waiting).toBe(0);
    expect(deadlines.size).toBe(0);
    expect(presence.onEnded).toBeNull();
  });

  it('never waits where it may not', () => {
    const { enter } = gate(1, 10);
    enter();
    expect(() => enter(new Presence(), 0)).toThrow(GatewayError);
  });
});
