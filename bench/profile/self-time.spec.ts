import { expect, test } from 'vitest';
import { type CpuProfile, selfTimes } from './self-time.ts';

const frame = (id: number, functionName: string, url = '') => ({
  id,
  callFrame: { functionName, url, lineNumber: 9 },
});

const profile: CpuProfile = {
  nodes: [
    frame(1, '(idle)'),
    frame(2, '(garbage collector)'),
    frame(3, 'dispatch', 'file:///app/node_modules/undici/lib/client.js'),
    frame(4, 'admit', 'file:///app/dist/src/gateway/rate-limiting/window.js'),
    frame(5, 'writeHead', 'node:_http_server'),
    frame(6, '', 'file:///app/node_modules/@nestjs/core/router.js'),
    frame(7, 'writev'),
  ],
  startTime: 1000,
  samples: [3, 1, 2, 3, 4, 5, 6, 7, 3],
  timeDeltas: [10, 10, 10, 10, 20, 20, 20, 20, 500],
};

test('time is shared out among what ran inside the window, idle time left out', () => {
  const { byFunction } = selfTimes(profile, { from: 1015, to: 1200 });
  expect(byFunction).toHaveLength(6);
  expect(byFunction[0]).toEqual({ name: 'admit src/gateway/rate-limiting/window.js:10', share: 0.2 });
  expect(byFunction.at(-1)?.share).toBe(0.1);
});

test('places are packages, own folders and parts of the runtime', () => {
  const { byPlace } = selfTimes(profile, { from: 1015, to: 1200 });
  const names = ['src/gateway/rate-limiting', 'node', '@nestjs/core', '(native)', '(garbage collector)', 'undici'];
  expect(new Set(byPlace.map(({ name }) => name))).toEqual(new Set(names));
});
