import type { CorePlan } from '../machine/cores.ts';
import { startListening, type Subject } from './subject.ts';

const SCRIPT = new URL('../floor-proxy.ts', import.meta.url);
const KEY = 'aig_bench';

export async function startFloor(upstreamOrigin: string, cores: CorePlan): Promise<Subject> {
  const { pid, port, stop } = await startListening(SCRIPT, [upstreamOrigin, KEY], cores);
  return { name: 'floor', target: { port, key: KEY }, pid, stop };
}
