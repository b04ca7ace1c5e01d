import { hostname } from 'node:os';

/** A segment's name says whose it is, so that only what nobody writes any more is taken over. */
export interface SegmentName {
  readonly createdAt: number;
  readonly host: string;
  readonly pid: number;
  readonly sequence: number;
}

const PATTERN = /^usage_(\d+)_(.+)_(\d+)_(\d+)\.jsonl$/;

export function formatSegmentName({ createdAt, host, pid, sequence }: SegmentName): string {
  return `usage_${createdAt}_${host}_${pid}_${sequence}.jsonl`;
}

/** `null` for files that are not segments. */
export function parseSegmentName(name: string): SegmentName | null {
  const match = PATTERN.exec(name);
  if (match === null) return null;
  const [, createdAt, host, pid, sequence] = match;
  return { createdAt: Number(createdAt), host: host ?? '', pid: Number(pid), sequence: Number(sequence) };
}

/** Host names may hold anything; file names may not. */
export function thisHost(): string {
  return hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-') || 'host';
}
