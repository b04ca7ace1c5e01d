import { beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { CircuitBreaker, type Permit } from './circuit-breaker.js';

const OPTIONS = { failureThreshold: 3, coolDownMs: 1000 };
let clock: FakeClock;
let breaker: CircuitBreaker;

beforeEach(() => {
  clock = new FakeClock();
  breaker = new CircuitBreaker(OPTIONS, clock);
});

function acquired(): Permit {
  const permit = breaker.acquire();
  if (permit === null) throw new Error(`no permit while ${breaker.state}`);
  return permit;
}

function open(): void {
  for (let call = 0; call < OPTIONS.failureThreshold; call++) breaker.fail(acquired());
}

test('opens after the threshold of consecutive failures and then lets nothing through', () => {
  breaker.fail(acquired());
  breaker.fail(acquired());
  expect(breaker.state).toBe('closed');
  breaker.fail(acquired());
  expect(breaker.state).toBe('open');
  expect(breaker.acquire()).toBeNull();
});

test('a success in between starts the count again', () => {
  breaker.fail(acquired());
  breaker.fail(acquired());
  breaker.succeed(acquired());
  breaker.fail(acquired());
  breaker.fail(acquired());
  expect(breaker.state).toBe('closed');
});

test('after the cool-down exactly one probe passes', () => {
  open();
  clock.advance(999);
  expect(breaker.acquire()).toBeNull();
  clock.advance(1);
  expect(breaker.acquire()).not.toBeNull();
  expect(breaker.state).toBe('half-open');
  expect(breaker.acquire()).toBeNull();
});

test('a successful probe closes the circuit', () => {
  open();
  clock.advance(1000);
  breaker.succeed(acquired());
  expect(breaker.state).toBe('closed');
  expect(breaker.acquire()).not.toBeNull();
});

test('one failed probe opens it for another cool-down', () => {
  open();
  clock.advance(1000);
  breaker.fail(acquired());
  expect(breaker.state).toBe('open');
  clock.advance(999);
  expect(breaker.acquire()).toBeNull();
  clock.advance(1);
  expect(breaker.acquire()).not.toBeNull();
});

test('calls that began before the circuit opened decide nothing any more', () => {
  const inFlight = acquired();
  open();
  breaker.succeed(inFlight);
  expect(breaker.state).toBe('open');
  clock.advance(1000);
  breaker.succeed(acquired());
  for (let call = 0; call < OPTIONS.failureThreshold; call++) breaker.fail(inFlight);
  expect(breaker.state).toBe('closed');
});

test('a probe that is never handed back gives its place up after another cool-down', () => {
  open();
  clock.advance(1000);
  const lost = acquired();
  clock.advance(1000);
  const next = acquired();
  breaker.fail(lost);
  expect(breaker.state).toBe('half-open');
  breaker.succeed(next);
  expect(breaker.state).toBe('closed');
});

test('says how long nothing gets through', () => {
  expect(breaker.waitMs).toBe(0);
  open();
  clock.advance(400);
  expect(breaker.waitMs).toBe(600);
  clock.advance(600);
  expect(breaker.waitMs).toBe(0);
  acquired();
  expect(breaker.waitMs).toBe(1000);
});

test('a probe that is given back leaves its place at once, and changes nothing when it was none', () => {
  breaker.giveBack(acquired());
  expect(breaker.state).toBe('closed');
  open();
  clock.advance(1000);
  const probe = acquired();
  expect(breaker.acquire()).toBeNull();
  breaker.giveBack(probe);
  expect(breaker.state).toBe('open');
  breaker.succeed(acquired());
  expect(breaker.state).toBe('closed');
});

test('the caller of the failed call may decide how many failures are too many, and for how long it stays open', () => {
  breaker.fail(acquired(), { failureThreshold: 2, coolDownMs: 50 });
  breaker.fail(acquired(), { failureThreshold: 2, coolDownMs: 50 });
  expect(breaker.state).toBe('open');
  clock.advance(50);
  acquired();
  expect(breaker.waitMs).toBe(50);
});

test('opens and closes on the word of others; calls from before do not count any more', () => {
  const early = acquired();
  breaker.open(300);
  breaker.succeed(early);
  expect([breaker.state, breaker.waitMs]).toEqual(['open', 300]);
  breaker.close();
  expect([breaker.state, breaker.waitMs]).toEqual(['closed', 0]);
  for (let call = 0; call < OPTIONS.failureThreshold; call++) breaker.fail(early);
  expect(breaker.state).toBe('closed');
});
