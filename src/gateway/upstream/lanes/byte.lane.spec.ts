import { expect, it } from 'vitest';
import { ByteLane } from './byte.lane.js';

it('every read passes as it came', () => {
  const chunk = Buffer.from([0, 10, 10, 255]);
  expect(new ByteLane('audio/mpeg').read(chunk)).toBe(chunk);
});

it("HTTP's end is the end, but of something", () => {
  const silent = new ByteLane('audio/mpeg');
  silent.end();
  expect(silent.facts.complete).toBe(false);
  const heard = new ByteLane('audio/mpeg');
  heard.read(Buffer.from([1]));
  expect(heard.facts.complete).toBe(false);
  heard.end();
  expect(heard.facts.complete).toBe(true);
});

it('has no words for a failure', () => {
  expect(new ByteLane('audio/mpeg').interrupt()).toBeNull();
});
