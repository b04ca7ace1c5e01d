import type { LoadResult } from '../load/job.ts';
import { added, type Figures, figures, type Row } from '../report/row.ts';
import type { Bench } from './bench.ts';
import { BURST_STREAM, PLAIN_CALL } from './calls.ts';
import { alternate } from './rounds.ts';

/** Of what the slowest subject can do at most, so that each is measured below its saturation. */
const LOAD_SHARE = 0.5;
const STREAMS_PER_SECOND = 200;

/** Time that the gateway adds at the same load for all, half of what the slowest can do: open loop, timed from when each call should have begun. */
export async function latencyCase(bench: Bench): Promise<Row[]> {
  const callsPerSecond = Math.round((await slowestCallsPerSecond(bench)) * LOAD_SHARE);
  const title = `latency at ${callsPerSecond} requests/s`;
  const { connections, warmUpMs, measureMs } = bench.settings;
  const rounds = await alternate(bench, title, ({ target, pid }) =>
    bench.load.measure({
      kind: 'open-loop',
      target,
      call: PLAIN_CALL,
      connections,
      callsPerSecond,
      warmUpMs,
      measureMs,
      watchedPid: pid,
    }),
  );
  const p50 = figures(rounds, ({ latency }) => latency.p50);
  const p99 = figures(rounds, ({ latency }) => latency.p99);
  return [
    milliseconds('p50', `${title}: p50`, p50),
    milliseconds('p99', `${title}: p99`, p99),
    milliseconds('added-p50', 'added latency, p50', added(p50)),
    milliseconds('added-p99', 'added latency, p99', added(p99)),
  ];
}

/** From when a stream's call should have begun to the first event at the client, few streams at a time. */
export async function firstTokenCase(bench: Bench): Promise<Row[]> {
  const title = `first token at ${STREAMS_PER_SECOND} streams/s`;
  const { connections, warmUpMs, measureMs } = bench.settings;
  const rounds = await alternate(bench, title, ({ target, pid }) =>
    bench.load.measure({
      kind: 'open-loop',
      target,
      call: BURST_STREAM,
      connections,
      callsPerSecond: STREAMS_PER_SECOND,
      warmUpMs,
      measureMs,
      watchedPid: pid,
    }),
  );
  const firstToken = (pick: (result: LoadResult) => number) => figures(rounds, pick);
  const p50 = firstToken(({ firstByte }) => firstByte.p50);
  const p99 = firstToken(({ firstByte }) => firstByte.p99);
  return [
    milliseconds('first-token', `${title}: p50`, p50),
    milliseconds('added-first-token', 'added time to first token, p50', added(p50)),
    milliseconds('added-first-token-p99', 'added time to first token, p99', added(p99)),
  ];
}

/** What the slowest subject can do at most. */
async function slowestCallsPerSecond(bench: Bench): Promise<number> {
  const { connections, warmUpMs, measureMs } = bench.settings;
  const rates: number[] = [];
  for (const { name, target, pid } of await bench.steadySubjects()) {
    const window = { connections, warmUpMs, measureMs, watchedPid: pid };
    const result = await bench.load.measure({ kind: 'closed-loop', target, call: PLAIN_CALL, ...window });
    bench.check(`the measuring of ${name}`, result);
    rates.push(result.perSecond);
  }
  return Math.min(...rates);
}

function milliseconds(id: string, title: string, figures: Figures): Row {
  return { id, title, unit: 'ms', comparesWithFloor: false, figures };
}
