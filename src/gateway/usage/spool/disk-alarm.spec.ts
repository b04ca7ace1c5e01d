import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { DiskAlarm } from './disk-alarm.js';

const said: string[] = [];

beforeEach(() => {
  said.length = 0;
  vi.spyOn(Logger.prototype, 'error').mockImplementation((message: unknown) => void said.push(String(message)));
  vi.spyOn(Logger.prototype, 'log').mockImplementation((message: unknown) => void said.push(String(message)));
});
afterEach(() => vi.restoreAllMocks());

it('is said at once, once a minute, and when it is over', () => {
  const alarm = new DiskAlarm();
  const full = new Error('ENOSPC');
  for (const now of [0, 1, 59_999]) alarm.refusedLine(full, now);
  expect(said).toEqual(['The usage spool cannot be written, 1 rows so far: Error: ENOSPC']);
  alarm.refusedLine(full, 60_000);
  expect(said[1]).toContain('4 rows so far');
  expect(alarm.reason).toBe('Error: ENOSPC');
  alarm.tookLine();
  alarm.tookLine();
  expect(said.slice(2)).toEqual(['The usage spool can be written again.']);
  expect([alarm.reason, alarm.refused]).toEqual([null, 4]);
});
