import { setTimeout as delay } from 'node:timers/promises';
import { openFileLimit } from '../machine/facts.ts';
import { residentMegabytes } from '../machine/resident-memory.ts';
import type { Figures, Row } from '../report/row.ts';
import { startFloor } from '../subjects/floor.ts';
import { openGateway } from '../subjects/open-gateway.ts';
import type { Subject, SubjectName } from '../subjects/subject.ts';
import type { Bench } from './bench.ts';
import { SLOW_STREAM } from './calls.ts';

/** A proxy holds two sockets a stream, and some files besides. */
const FILES_PER_STREAM = 2;
const OTHER_FILES = 200;
const IDLE_MS = 1500;
const LEAVING_BOUND_MS = 30_000;
const LEAVING_POLL_MS = 20;

/** What one process showed. */
interface Observation {
  readonly idleMegabytes: number;
  /** By nominal number of streams. */
  readonly megabytes: ReadonlyMap<number, number>;
  readonly leftOver: number;
  readonly leftOverConnections: number;
  readonly goneAfterMs: number;
}

/** Memory with many open streams of one event a second each, and what is left upstream when all clients leave at once. */
export async function openStreamsCase(bench: Bench): Promise<Row[]> {
  const starts: readonly (() => Promise<Subject>)[] = [
    () => startFloor(bench.mock.origin, bench.cores),
    () => openGateway(bench, { database: 'postgres', redis: false }),
  ];
  const observed = new Map<SubjectName, Observation>();
  for (const start of starts) {
    const subject = await start();
    try {
      observed.set(subject.name, await observe(bench, subject));
    } finally {
      await subject.stop();
    }
  }
  return rows(bench, observed);
}

async function observe(bench: Bench, { name, target, pid }: Subject): Promise<Observation> {
  const { openConnections: othersConnections } = await bench.mock.statistics();
  await delay(IDLE_MS);
  const idleMegabytes = residentMegabytes(pid);
  const megabytes = new Map<number, number>();
  for (const nominal of bench.settings.openStreams) {
    const streams = possibleStreams(bench, nominal);
    bench.progress(`open streams, ${name}: ${streams}`);
    const result = await bench.load.measure({ kind: 'hold', target, call: SLOW_STREAM, streams });
    bench.check(`opening ${streams} streams, ${name}`, result);
    await delay(bench.settings.settleMs);
    const { openStreams } = await bench.mock.statistics();
    if (openStreams !== streams) bench.note(`NOT A RESULT: ${name} held ${openStreams} streams instead of ${streams}.`);
    megabytes.set(nominal, residentMegabytes(pid));
  }
  bench.progress(`open streams, ${name}: all clients leave`);
  return { idleMegabytes, megabytes, ...(await releaseAll(bench, othersConnections)) };
}

/** `othersConnections` belong to subjects that run on from other cases. */
async function releaseAll(
  bench: Bench,
  othersConnections: number,
): Promise<Omit<Observation, 'idleMegabytes' | 'megabytes'>> {
  const began = performance.now();
  await bench.load.release();
  let statistics = await bench.mock.statistics();
  while (statistics.openConnections > othersConnections && performance.now() - began < LEAVING_BOUND_MS) {
    await delay(LEAVING_POLL_MS);
    statistics = await bench.mock.statistics();
  }
  return {
    leftOver: statistics.openStreams,
    leftOverConnections: statistics.openConnections - othersConnections,
    goneAfterMs: performance.now() - began,
  };
}

function possibleStreams(bench: Bench, wanted: number): number {
  const possible = Math.floor((openFileLimit() - OTHER_FILES) / FILES_PER_STREAM);
  if (possible >= wanted) return wanted;
  bench.note(`${wanted} open streams: only ${possible}, because a process may open ${openFileLimit()} files here.`);
  return possible;
}

function rows(bench: Bench, observed: ReadonlyMap<SubjectName, Observation>): Row[] {
  const row = (id: string, title: string, unit: string, pick: (observation: Observation) => number): Row => {
    const figures: Figures = {};
    for (const [name, observation] of observed) figures[name] = [pick(observation)];
    return { id, title, unit, comparesWithFloor: unit === 'MB', figures };
  };
  return [
    row('memory-idle', 'memory, just started', 'MB', ({ idleMegabytes }) => idleMegabytes),
    ...bench.settings.openStreams.map((streams) =>
      row(
        `memory-${streams}-streams`,
        `memory with ${streams} open streams`,
        'MB',
        ({ megabytes }) => megabytes.get(streams) ?? Number.NaN,
      ),
    ),
    row('upstream-left-over', 'upstream calls left when all clients have left', 'calls', ({ leftOver }) => leftOver),
    row('upstream-connections', 'upstream connections left then', 'connections', (left) => left.leftOverConnections),
    row('upstream-gone-after', 'time until they were gone', 'ms', ({ goneAfterMs }) => goneAfterMs),
  ];
}
