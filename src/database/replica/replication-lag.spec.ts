import { expect, it } from 'vitest';
import { parsePosition, ReplicationLag } from './replication-lag.js';

it('a replica that has everything is not behind, however long nothing is written', () => {
  const lag = new ReplicationLag();
  lag.primaryIsAt(100n, 0);
  lag.primaryIsAt(100n, 60_000);
  expect(lag.of(100n, 60_000)).toBe(0);
});

it('is as far behind as the last position that it has replayed', () => {
  const lag = new ReplicationLag();
  for (const [position, at] of [
    [100n, 0],
    [200n, 2000],
    [300n, 4000],
  ] as const) {
    lag.primaryIsAt(position, at);
  }
  expect(lag.of(250n, 4000)).toBe(2000);
  expect(lag.of(200n, 9000)).toBe(7000);
  expect(lag.of(300n, 4001)).toBe(1);
});

it('does not know about what was before the first sample, or about another primary', () => {
  const lag = new ReplicationLag();
  expect(lag.of(100n, 0)).toBeNull();
  lag.primaryIsAt(200n, 0);
  expect(lag.of(199n, 0)).toBeNull();
  lag.primaryIsAt(50n, 1000);
  expect(lag.of(199n, 1000)).toBe(0);
  expect(lag.of(49n, 1000)).toBeNull();
});

it('forgets the oldest samples', () => {
  const lag = new ReplicationLag();
  for (let second = 0; second < 2000; second += 1) lag.primaryIsAt(BigInt(second), second * 1000);
  expect(lag.of(1099n, 2_000_000)).toBeNull();
  expect(lag.of(1100n, 2_000_000)).toBe(900_000);
});

it('reads positions as PostgreSQL writes them', () => {
  expect(parsePosition('0/0')).toBe(0n);
  expect(parsePosition('16/B374D848')).toBe(0x16b374d848n);
  expect(parsePosition('1/0')).toBe(2n ** 32n);
});
