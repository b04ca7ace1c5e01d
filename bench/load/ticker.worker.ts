import { parentPort, workerData } from 'node:worker_threads';
import type { TickerData } from './ticker.ts';

const { intervalMs, stop } = workerData as TickerData;
const state = new Int32Array(stop);

let next = performance.now();
while (Atomics.load(state, 0) === 0) {
  next += intervalMs;
  const left = next - performance.now();
  if (left > 0) Atomics.wait(state, 0, 0, left);
  parentPort?.postMessage(null);
}
