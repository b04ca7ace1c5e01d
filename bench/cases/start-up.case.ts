import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { residentMegabytes } from '../machine/resident-memory.ts';
import type { Row } from '../report/row.ts';
import { type GatewayProcess, issueKey, startGateway } from '../subjects/gateway.ts';
import { type GatewayHome, type GatewayVariant, newHome } from '../subjects/open-gateway.ts';
import { MODELS } from '../mock/answers.ts';
import type { Bench } from './bench.ts';

const POLL_MS = 2;
const START_BOUND_MS = 60_000;
const IDLE_MS = 1000;

interface Start {
  readonly listeningMs: number;
  readonly answeringMs: number;
  readonly idleMegabytes: number;
}

/** From a new process to an open port, to the first completion, and what it holds in memory then; an existing database. */
export async function startUpCase(bench: Bench): Promise<Row[]> {
  const rows: Row[] = [];
  if (bench.services.hasPostgres) rows.push(...(await startRepeatedly(bench, 'postgres', 'external PostgreSQL')));
  return [...rows, ...(await startRepeatedly(bench, 'embedded', 'existing embedded database'))];
}

async function startRepeatedly(bench: Bench, database: GatewayVariant['database'], title: string): Promise<Row[]> {
  const home = await newHome(bench, { database, redis: false });
  try {
    const key = await prepare(home);
    const starts: Start[] = [];
    for (let run = 1; run <= bench.settings.startUpRuns; run++) {
      bench.progress(`start-up, ${title}, ${run} of ${bench.settings.startUpRuns}`);
      starts.push(await startOnce(home, key));
    }
    const row = (id: string, what: string, unit: string, pick: (start: Start) => number): Row => ({
      id: `${id}-${database}`,
      title: `${what}, ${title}`,
      unit,
      comparesWithFloor: false,
      figures: { gateway: starts.map(pick) },
    });
    return [
      row('listening', 'start to listening', 'ms', ({ listeningMs }) => listeningMs),
      row('answering', 'start to first answered request', 'ms', ({ answeringMs }) => answeringMs),
      row('idle-memory', 'idle memory', 'MB', ({ idleMegabytes }) => idleMegabytes),
    ];
  } finally {
    home.remove();
  }
}

/** The first start makes the database and a key; it is not measured. */
async function prepare(home: GatewayHome): Promise<string> {
  const gateway = await startGateway(home.options);
  try {
    await gateway.ready();
    return await issueKey(gateway.port);
  } finally {
    await gateway.stop();
  }
}

async function startOnce(home: GatewayHome, key: string): Promise<Start> {
  const gateway = await startGateway(home.options);
  try {
    const listeningMs = await until('listening', gateway, isListening);
    const answeringMs = await until('answering', gateway, ({ port }) => isAnswering(port, key));
    await delay(IDLE_MS);
    return { listeningMs, answeringMs, idleMegabytes: residentMegabytes(gateway.pid) };
  } finally {
    await gateway.stop();
  }
}

/** Milliseconds from the process's start until the probe first says yes. */
async function until(
  what: string,
  gateway: GatewayProcess,
  probe: (gateway: GatewayProcess) => Promise<boolean>,
): Promise<number> {
  while (performance.now() - gateway.startedAt < START_BOUND_MS) {
    if (await probe(gateway)) return performance.now() - gateway.startedAt;
    await delay(POLL_MS);
  }
  throw new Error(`the gateway was not ${what} within ${START_BOUND_MS} ms`);
}

async function isListening({ port }: GatewayProcess): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function isAnswering(port: number, key: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ model: MODELS.plain, messages: [{ role: 'user', content: 'Are you there?' }] }),
  });
  await response.arrayBuffer();
  return response.ok;
}
