import type { Row } from '../report/row.ts';
import type { CaseName } from '../settings.ts';
import type { Bench } from './bench.ts';
import { BURST_STREAM, LARGE_CALL, PACKET_STREAM, PLAIN_CALL } from './calls.ts';
import { firstTokenCase, latencyCase } from './latency.case.ts';
import { limitsCase } from './limits.case.ts';
import { openStreamsCase } from './open-streams.case.ts';
import { pairsCase } from './pairs.case.ts';
import { startUpCase } from './start-up.case.ts';
import { type ThroughputCase, throughputCase } from './throughput.case.ts';
import type { ProfiledCase } from '../settings.ts';

/** The cases that push a subject to its limit, by what they call. */
export const THROUGHPUT = {
  throughput: { id: 'throughput', title: 'requests of 1 KB', unit: 'requests/s', call: PLAIN_CALL },
  'throughput-100kb': { id: 'throughput-100kb', title: 'requests of 100 KB', unit: 'requests/s', call: LARGE_CALL },
  'streams-burst': {
    id: 'streams-burst',
    title: 'streams of 100 chunks, bursts',
    unit: 'streams/s',
    call: BURST_STREAM,
  },
  'streams-packets': {
    id: 'streams-packets',
    title: 'streams of 100 chunks, one packet each',
    unit: 'streams/s',
    call: PACKET_STREAM,
  },
} satisfies Record<ProfiledCase, ThroughputCase>;

export const CASE_RUNS = {
  throughput: throughputCase(THROUGHPUT.throughput),
  'throughput-100kb': throughputCase(THROUGHPUT['throughput-100kb']),
  'streams-burst': throughputCase(THROUGHPUT['streams-burst']),
  'streams-packets': throughputCase(THROUGHPUT['streams-packets']),
  latency: latencyCase,
  'first-token': firstTokenCase,
  limits: limitsCase,
  pairs: pairsCase,
  'open-streams': openStreamsCase,
  'start-up': startUpCase,
} satisfies Record<CaseName, (bench: Bench) => Promise<Row[]>>;
