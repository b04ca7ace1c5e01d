import { DOORS, type DoorName } from '../load/doors.ts';
import type { CallShape, LoadResult } from '../load/job.ts';
import { CONTENT_CHUNKS } from '../mock/answers.ts';
import type { Row } from '../report/row.ts';
import type { Subject } from '../subjects/subject.ts';
import type { Bench } from './bench.ts';

const KB = 1024;

/** A model of each vendor, and the one dialect that it speaks: only that door needs no translation. */
const VENDORS: readonly { readonly model: string; readonly dialect: string }[] = [
  { model: 'compatible/gpt-bench', dialect: 'openai-chat' },
  { model: 'openai/gpt-bench-codex', dialect: 'openai-responses' },
  { model: 'anthropic/claude-bench', dialect: 'anthropic-messages' },
  { model: 'gemini/gemini-bench', dialect: 'gemini' },
  { model: 'ollama/llama-bench', dialect: 'ollama-chat' },
  { model: 'bedrock/claude-bench', dialect: 'bedrock-converse' },
];

interface Pair {
  readonly door: DoorName;
  readonly dialect: string;
  readonly model: string;
}

interface Measured extends Pair {
  readonly streams: LoadResult;
  readonly requests: LoadResult;
}

/**
 * Every protocol of clients with every protocol of vendors, one after the other on the gateway alone: what translation
 * costs beside the same door's verbatim lane.
 */
export async function pairsCase(bench: Bench): Promise<Row[]> {
  const gateway = (await bench.steadySubjects()).find(({ name }) => name === 'gateway');
  if (!gateway) throw new Error('The gateway is not among the subjects.');
  const pairs = (Object.keys(DOORS) as DoorName[]).flatMap((door) =>
    VENDORS.map((vendor): Pair => ({ door, ...vendor })),
  );
  const measured: Measured[] = [];
  for (const pair of pairs) measured.push(await measurePair(bench, gateway, pair));
  return [...measured.flatMap((pair) => rowsOf(pair, verbatimOf(pair, measured))), slowest(measured)];
}

async function measurePair(bench: Bench, { target, pid }: Subject, pair: Pair): Promise<Measured> {
  bench.progress(titleOf(pair));
  const measure = async (stream: boolean): Promise<LoadResult> => {
    const { connections, warmUpMs, measureMs } = bench.settings;
    // At least the words themselves.
    const call: CallShape = { ...pair, stream, bodyBytes: KB, answerBytes: { atLeast: CONTENT_CHUNKS * 6 } };
    const window = { connections, warmUpMs, measureMs, watchedPid: pid };
    const result = await bench.load.measure({ kind: 'closed-loop', target, call, ...window });
    bench.check(titleOf(pair), result);
    return result;
  };
  return { ...pair, streams: await measure(true), requests: await measure(false) };
}

function verbatimOf({ door }: Pair, measured: readonly Measured[]): Measured {
  const verbatim = measured.find((pair) => pair.door === door && pair.dialect === door);
  if (!verbatim) throw new Error(`No vendor speaks ${door}.`);
  return verbatim;
}

function rowsOf(pair: Measured, verbatim: Measured): Row[] {
  const { streams, requests } = pair;
  const added = (one: LoadResult, other: LoadResult) => one.cpuMicrosPerAnswer - other.cpuMicrosPerAnswer;
  const share = verbatim.streams.cpuMicrosPerAnswer / streams.cpuMicrosPerAnswer;
  return [
    cell(pair, 'streams of 100 chunks', 'streams/s', streams.perSecond),
    cell(pair, 'streams for the same CPU time', 'x of its verbatim lane', share),
    cell(pair, 'CPU added per event', 'us', added(streams, verbatim.streams) / CONTENT_CHUNKS),
    cell(pair, 'requests of 1 KB', 'requests/s', requests.perSecond),
    cell(pair, 'CPU added per request', 'us', added(requests, verbatim.requests)),
  ];
}

/** The streams/s of the slowest translated pair in relation to its door's verbatim lane. */
function slowest(measured: readonly Measured[]): Row {
  const ratios = measured
    .filter(({ door, dialect }) => door !== dialect)
    .map((pair) => pair.streams.perSecond / verbatimOf(pair, measured).streams.perSecond);
  return row('pairs-slowest', 'slowest translated pair, in relation to its verbatim lane', 'x', Math.min(...ratios));
}

function row(id: string, title: string, unit: string, figure: number): Row {
  return { id, title, unit, comparesWithFloor: false, figures: { gateway: [figure] } };
}

function cell(pair: Pair, measure: string, unit: string, figure: number): Row {
  const place = { table: `${measure}, ${unit}: doors by vendors`, row: pair.door, column: pair.dialect };
  return { ...row(`${idOf(pair)}: ${measure}`, `${titleOf(pair)}: ${measure}`, unit, figure), cell: place };
}

function idOf({ door, dialect }: Pair): string {
  return `pair-${door}-${dialect}`;
}

function titleOf({ door, dialect }: Pair): string {
  return door === dialect ? `${door}, verbatim` : `${door} from ${dialect}`;
}
