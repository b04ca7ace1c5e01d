import type { UsageQuestion } from '../../src/admin/usage/usage.statement.ts';
import { DAYS, LAST_DAY } from './ledger-rows.ts';

const DAY_MS = 86_400_000;
const END = Date.parse(LAST_DAY) + DAY_MS;

const month: UsageQuestion = {
  range: { from: END - DAYS * DAY_MS, to: END },
  bucket: null,
  zone: 'UTC',
  groupBy: [],
  filters: {},
  userId: null,
  order: 'cost',
  descending: true,
  percentiles: false,
  limit: 1000,
  after: null,
};
const byTime = { order: 'time', descending: false } as const;
const lastDay = { from: END - DAY_MS, to: END };

/** What a dashboard asks; the goal is for these. */
export const DASHBOARD: Readonly<Record<string, UsageQuestion>> = {
  'last 24 h by hour': { ...month, ...byTime, bucket: 'hour', range: lastDay },
  'last 24 h by hour and model': { ...month, ...byTime, bucket: 'hour', range: lastDay, groupBy: ['model'] },
  '30 days by day and model': { ...month, ...byTime, bucket: 'day', groupBy: ['model'] },
  '30 days, top ten keys by cost': { ...month, groupBy: ['key'], limit: 10 },
  '30 days by team and provider': { ...month, groupBy: ['team', 'provider'] },
  '30 days by tag': { ...month, groupBy: ['tag'] },
  '30 days, percentiles': { ...month, percentiles: true },
  '30 days, percentiles by model': { ...month, percentiles: true, groupBy: ['model'] },
  "30 days by day, one member's": {
    ...month,
    ...byTime,
    bucket: 'day',
    userId: '20000000-0000-4000-8000-000000000007',
  },
};

/** Larger than a dashboard asks, or with days that are not UTC's: these read hours. */
export const BEYOND: Readonly<Record<string, UsageQuestion>> = {
  '30 days by day and model, Berlin': { ...month, ...byTime, bucket: 'day', zone: 'Europe/Berlin', groupBy: ['model'] },
  '30 days by hour': { ...month, ...byTime, bucket: 'hour' },
  'CSV, 30 days by day, key and model': {
    ...month,
    ...byTime,
    bucket: 'day',
    groupBy: ['key', 'model'],
    limit: 50_000,
  },
};
