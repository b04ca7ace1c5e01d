import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { formatSegmentName, parseSegmentName, thisHost } from './segment-name.js';
import { SpoolReader } from './spool.reader.js';
import { SpoolWriter } from './spool.writer.js';

const ELSEWHERE = { createdAt: 1, host: 'another-host', pid: 1, sequence: 1 };
const HOUR_MS = 3_600_000;

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'spool-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** All lines that a reader finds, each batch marked as stored. */
async function drain(reader: SpoolReader): Promise<string[]> {
  const lines: string[] = [];
  for (const path of await reader.segments()) {
    for (let batch = await reader.read(path); batch !== null; batch = await reader.read(path)) {
      lines.push(...batch.lines);
      batch.done();
    }
  }
  return lines;
}

it('gives back what was written, in order', async () => {
  const path = directory();
  const writer = new SpoolWriter(path);
  writer.append('{"a":1}');
  writer.append('{"ü":2}');
  writer.rotate();
  writer.append('{"c":3}');
  expect(await drain(new SpoolReader(path))).toEqual(['{"a":1}', '{"ü":2}', '{"c":3}']);
});

it('a directory that is not there yet is empty', async () => {
  expect(await new SpoolReader(join(directory(), 'later')).segments()).toEqual([]);
});

it('reads a batch again until it is marked as stored', async () => {
  const path = directory();
  const writer = new SpoolWriter(path);
  writer.append('one');
  const reader = new SpoolReader(path);
  const [segment] = (await reader.segments()) as [string];
  expect((await reader.read(segment))?.lines).toEqual(['one']);
  const batch = await reader.read(segment);
  expect(batch?.lines).toEqual(['one']);
  batch?.done();
  writer.append('two');
  expect((await reader.read(segment))?.lines).toEqual(['two']);
});

it('takes a backlog in batches that fit its memory', async () => {
  const path = directory();
  const writer = new SpoolWriter(path);
  const rows = Array.from({ length: 100 }, (_, index) => `row ${index}`);
  for (const row of rows) writer.append(row);
  const reader = new SpoolReader(path, 64);
  const [segment] = (await reader.segments()) as [string];
  expect((await reader.read(segment))?.isFull).toBe(true);
  expect(await drain(reader)).toEqual(rows);
});

it('a last line that a killed process did not finish is left out', async () => {
  const path = directory();
  const writer = new SpoolWriter(path);
  writer.append('whole');
  appendFileSync(writer.currentSegment as string, '{"torn":');
  expect(await drain(new SpoolReader(path))).toEqual(['whole']);
});

it('takes over what a process left that is gone, on this host and others', async () => {
  const path = directory();
  const dead = formatSegmentName({ createdAt: 1, host: thisHost(), pid: 0x7fff_fffe, sequence: 1 });
  const orphan = formatSegmentName(ELSEWHERE);
  const busy = formatSegmentName({ ...ELSEWHERE, pid: 2 });
  for (const name of [dead, orphan, busy]) writeFileSync(join(path, name), `${name}\n`);
  const longAgo = new Date(Date.now() - HOUR_MS);
  utimesSync(join(path, orphan), longAgo, longAgo);
  expect((await drain(new SpoolReader(path))).toSorted()).toEqual([dead, orphan].toSorted());
});

it('a process id that was given to somebody else holds nothing back for ever', async () => {
  const path = directory();
  const name = formatSegmentName({ createdAt: 1, host: thisHost(), pid: process.ppid, sequence: 1 });
  writeFileSync(join(path, name), 'row\n');
  expect(await drain(new SpoolReader(path))).toEqual([]);
  const longAgo = new Date(Date.now() - HOUR_MS);
  utimesSync(join(path, name), longAgo, longAgo);
  expect(await drain(new SpoolReader(path))).toEqual(['row']);
});

it('two processes that take over the same segment do not stop each other', async () => {
  const path = directory();
  writeFileSync(join(path, formatSegmentName({ ...ELSEWHERE, host: thisHost(), pid: 0x7fff_fffe })), 'row\n');
  const [one, other] = [new SpoolReader(path), new SpoolReader(path)];
  const [segment] = (await one.segments()) as [string];
  await other.segments();
  await one.remove(segment);
  expect(await other.read(segment)).toBeNull();
  await expect(other.remove(segment)).resolves.toBeUndefined();
});

it('a segment that somebody has removed is not written to for ever', () => {
  const path = directory();
  const writer = new SpoolWriter(path);
  writer.append('lost');
  rmSync(writer.currentSegment as string);
  writer.touch();
  writer.append('found');
  expect(readdirSync(path)).toHaveLength(1);
});

it('touching tells others that the writer is there', () => {
  const writer = new SpoolWriter(directory());
  writer.append('row');
  const segment = writer.currentSegment as string;
  const longAgo = new Date(Date.now() - HOUR_MS);
  utimesSync(segment, longAgo, longAgo);
  writer.touch();
  expect(statSync(segment).mtimeMs).toBeGreaterThan(longAgo.getTime() + HOUR_MS / 2);
});

it("a segment's name says whose it is", () => {
  const name = { createdAt: 1_760_000_000_000, host: 'host_with_underscores', pid: 42, sequence: 7 };
  expect(parseSegmentName(formatSegmentName(name))).toEqual(name);
});

it.for(['rejected.jsonl', 'usage_1_host_1_1.jsonl.part', '.DS_Store'])('%s is no segment', (name) => {
  expect(parseSegmentName(name)).toBeNull();
});
