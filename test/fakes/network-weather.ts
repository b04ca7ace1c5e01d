import type { ChaosProxy } from './chaos-proxy.ts';

/**
 * The network's bad moments, one at a time and each until the next: latency, resets, refusal, or nothing. Answers whether
 * connections break in it.
 */
export async function disturb(proxy: ChaosProxy, random: () => number): Promise<boolean> {
  await proxy.heal();
  const dice = random();
  if (dice < 0.3) proxy.set({ latencyMs: Math.floor(random() * 30) });
  else if (dice < 0.5) proxy.resetConnections();
  else if (dice < 0.57) await proxy.refuse();
  return dice >= 0.3 && dice < 0.57;
}
