import { describe, expect, it } from 'vitest';
import { CACHE_WISHES, type CacheMode, cacheUse, type CacheWish } from './cache-mode.js';

/** Route's mode -> what each wish comes to: `r`, `w`, `rw` or nothing. */
const TABLE: Readonly<Record<CacheMode, Readonly<Record<CacheWish | 'nothing', string>>>> = {
  off: { nothing: '', off: '', read: '', write: '', 'read-write': '' },
  'on-request': { nothing: '', off: '', read: 'r', write: 'w', 'read-write': 'rw' },
  read: { nothing: 'r', off: '', read: 'r', write: '', 'read-write': 'r' },
  write: { nothing: 'w', off: '', read: '', write: 'w', 'read-write': 'w' },
  'read-write': { nothing: 'rw', off: '', read: 'r', write: 'w', 'read-write': 'rw' },
};

describe.each(Object.keys(TABLE) as CacheMode[])('a route that says "%s"', (mode) => {
  it.each([...CACHE_WISHES, null])('to a client that says %s', (wish) => {
    const use = cacheUse(mode, wish);
    const short = use === null ? '' : `${use.reads ? 'r' : ''}${use.writes ? 'w' : ''}`;
    expect(short).toBe(TABLE[mode][wish ?? 'nothing']);
    // An empty use would be a visit for nothing.
    if (use !== null) expect(short).not.toBe('');
  });
});
