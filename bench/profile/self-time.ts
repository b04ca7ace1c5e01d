/** The part of V8's .cpuprofile that matters here. Times are microseconds. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  /** Between a sample and the one before it; the first is counted from `startTime`. */
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

export interface SelfTime {
  readonly name: string;
  /** Of all samples in the window that were not idle, 0 to 1. */
  readonly share: number;
}

export interface SelfTimes {
  readonly byFunction: readonly SelfTime[];
  /** By package, own folder or part of the runtime. */
  readonly byPlace: readonly SelfTime[];
}

const IDLE = '(idle)';

/** Where the processor was, without callees; `window` leaves out start-up and shut-down. */
export function selfTimes(profile: CpuProfile, window: { readonly from: number; readonly to: number }): SelfTimes {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const functions = new Map<string, number>();
  const places = new Map<string, number>();
  let at = profile.startTime;
  let total = 0;
  for (const [index, id] of profile.samples.entries()) {
    const time = profile.timeDeltas[index] ?? 0;
    at += time;
    const node = nodes.get(id);
    if (!node || at < window.from || at > window.to || node.callFrame.functionName === IDLE) continue;
    total += time;
    add(functions, functionOf(node), time);
    add(places, placeOf(node), time);
  }
  return { byFunction: ranked(functions, total), byPlace: ranked(places, total) };
}

function add(times: Map<string, number>, name: string, time: number): void {
  times.set(name, (times.get(name) ?? 0) + time);
}

function ranked(times: ReadonlyMap<string, number>, total: number): SelfTime[] {
  return [...times].map(([name, time]) => ({ name, share: time / total })).sort((a, b) => b.share - a.share);
}

function functionOf({ callFrame }: ProfileNode): string {
  const { functionName, url, lineNumber } = callFrame;
  const name = functionName || '(anonymous)';
  return url === '' ? name : `${name} ${shortened(url)}:${lineNumber + 1}`;
}

function placeOf({ callFrame }: ProfileNode): string {
  const { functionName, url } = callFrame;
  // V8's own entries, such as "(garbage collector)", and native functions have no address.
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  const path = shortened(url);
  const dependency = /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path);
  if (dependency) return dependency[1] as string;
  return url.startsWith('node:') ? 'node' : path.slice(0, path.lastIndexOf('/'));
}

function shortened(url: string): string {
  const dependency = url.lastIndexOf('/node_modules/');
  if (dependency !== -1) return url.slice(dependency + 1);
  const own = url.lastIndexOf('/dist/');
  return own === -1 ? url : url.slice(own + '/dist/'.length);
}
