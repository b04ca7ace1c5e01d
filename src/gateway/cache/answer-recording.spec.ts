import fc from 'fast-check';
import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { AnswerRecording } from './answer-recording.js';

async function recordingOf(frames: readonly (Buffer | string)[], limitBytes: number): Promise<AnswerRecording> {
  const recording = new AnswerRecording(limitBytes);
  const passed = await lastValueFrom(recording.watch(from(frames)).pipe(toArray()));
  expect(passed).toEqual(frames);
  return recording;
}

describe('AnswerRecording', () => {
  it('keeps the bytes of every frame in order', async () => {
    const frame = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 20_000 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(frame), async (frames) => {
        const blocks = (await recordingOf(frames, 10_000_000)).blocks();
        expect(blocks).not.toBeNull();
        const bytes = Buffer.concat(frames.map((part) => Buffer.from(part as string)));
        expect(Buffer.concat(blocks ?? []).equals(bytes)).toBe(true);
      }),
    );
  });

  it('ends its blocks where frames end, none much shorter than it must be', async () => {
    const frames = Array.from({ length: 1000 }, (_, index) => `data: ${index}\n\n`.padEnd(100, ' '));
    const blocks = (await recordingOf(frames, 1_000_000)).blocks() ?? [];
    expect(blocks.map(({ length }) => length)).toEqual([16_400, 16_400, 16_400, 16_400, 16_400, 16_400, 1600]);
  });

  it('holds on to nothing of the network read', async () => {
    const read = Buffer.alloc(65_536, 'x');
    const [block] = (await recordingOf([read.subarray(10, 20)], 1000)).blocks() ?? [];
    expect(block?.buffer.byteLength).toBe(10);
    read.fill('y');
    expect(block?.toString()).toBe('xxxxxxxxxx');
  });

  it('lets go of what grows past its limit, to the byte', async () => {
    const frames = [Buffer.alloc(60), Buffer.alloc(40)];
    expect((await recordingOf(frames, 100)).blocks()).toHaveLength(1);
    expect((await recordingOf(frames, 99)).blocks()).toBeNull();
    expect((await recordingOf([...frames, Buffer.alloc(1)], 99)).blocks()).toBeNull();
  });
});
