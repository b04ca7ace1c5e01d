import { readdirSync, readlinkSync } from 'node:fs';
import { samplesOf } from '../../test/setup/prometheus-text.ts';
import { residentMegabytes } from '../machine/resident-memory.ts';

export interface Sample {
  /** Milliseconds since the start. */
  readonly at: number;
  readonly residentMb: number;
  readonly heapMb: number;
  /** Files, pipes and sockets. */
  readonly openFiles: number;
  readonly sockets: number;
  /** As libuv counts them: what would keep the process running. */
  readonly handles: number;
  /** Since the sample before, milliseconds. */
  readonly eventLoopP99Ms: number;
  readonly inFlight: number;
}

/** What a gateway process holds now. */
export async function sampleOf(pid: number, port: number, at: number): Promise<Sample> {
  const exposition = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const gauge = (name: string) => samplesOf(exposition, name)[0]?.value ?? NaN;
  const links = descriptorsOf(pid);
  return {
    at,
    residentMb: residentMegabytes(pid),
    heapMb: gauge('nodejs_heap_size_used_bytes') / 1024 / 1024,
    openFiles: links.length,
    sockets: links.filter((link) => link.startsWith('socket:')).length,
    handles: gauge('nodejs_active_handles_total'),
    eventLoopP99Ms: gauge('nodejs_eventloop_lag_p99_seconds') * 1000,
    inFlight: gauge('gateway_requests_in_flight'),
  };
}

function descriptorsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(`${folder}/${name}`)];
    } catch {
      // Closed since it was listed.
      return [];
    }
  });
}
