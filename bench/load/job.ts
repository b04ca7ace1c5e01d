/** What the runner asks of the load generator's process, and what it answers. Plain data: it crosses a process border. */

import type { DoorName } from './doors.ts';

export interface Target {
  readonly port: number;
  /** The gateway key; the mock takes anything. */
  readonly key: string;
}

/** One kind of call, and the answer that counts as right. */
export interface CallShape {
  /** The protocol in which it is sent. */
  readonly door: DoorName;
  readonly model: string;
  readonly stream: boolean;
  readonly bodyBytes: number;
  /** Length of the whole answer; an answer of any other length is an error. Translated ones hold times and ids. */
  readonly answerBytes: number | { readonly atLeast: number };
}

interface Window {
  readonly target: Target;
  readonly call: CallShape;
  readonly connections: number;
  /** Calls made in this time are checked and not counted. */
  readonly warmUpMs: number;
  readonly measureMs: number;
  /** The process whose CPU time is read at both ends of the measured time. */
  readonly watchedPid: number;
}

/** Every connection sends its next call as soon as the last one is answered: the most the target can do. */
export interface ClosedLoopJob extends Window {
  readonly kind: 'closed-loop';
}

/**
 * Calls begin by the clock, whether or not earlier ones are answered, and are timed from when they should have begun:
 * a target that stalls cannot hide it by making the generator wait (coordinated omission).
 */
export interface OpenLoopJob extends Window {
  readonly kind: 'open-loop';
  readonly callsPerSecond: number;
}

/** Opens slow streams and keeps them until `release`. Answered when each has had its first event. */
export interface HoldJob {
  readonly kind: 'hold';
  readonly target: Target;
  readonly call: CallShape;
  /** How many streams shall be open afterwards, those of earlier jobs included. */
  readonly streams: number;
}

/** All held streams' clients leave at once. */
export interface ReleaseJob {
  readonly kind: 'release';
}

export type LoadJob = ClosedLoopJob | OpenLoopJob | HoldJob | ReleaseJob;

export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export interface LoadResult {
  /** Right answers inside the measured time. */
  readonly completed: number;
  /** Wrong or missing answers at any time. A run with errors is not a result. */
  readonly errors: number;
  /** The first few, in words. */
  readonly reasons: readonly string[];
  readonly perSecond: number;
  /** Milliseconds from begin to the end of the answer. */
  readonly latency: Percentiles;
  /** Milliseconds from begin to the first byte of the answer's body. */
  readonly firstByte: Percentiles;
  /** CPU time of the watched process for one answer, microseconds. */
  readonly cpuMicrosPerAnswer: number;
  /** CPU time of the watched process as a share of one core, 0 to 1 and above with more threads. */
  readonly cpuShare: number;
  /** How much of the time the watched process was ready to run and something else had its core, 0 to 1. */
  readonly crowdedOutShare: number;
}
