import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../kernel/errors.js';
import { ReplayedStream } from './replayed-stream.js';

const BLOCKS = ['one', 'two', 'three'].map((text) => Buffer.from(text));

/** A client that takes `room` blocks and then is full. */
function play(blocks: readonly Buffer[], room = Infinity) {
  const stream = new ReplayedStream(blocks);
  const heard: string[] = [];
  const subscription = stream.frames.subscribe({
    next(block) {
      heard.push(block.toString());
      if (heard.length === room) stream.pause();
    },
    error: (error: GatewayError) => heard.push(error.code),
    complete: () => heard.push('end'),
  });
  return { stream, heard, subscription };
}

describe('ReplayedStream', () => {
  it('gives everything at once to a client that takes it', () => {
    expect(play(BLOCKS).heard).toEqual(['one', 'two', 'three', 'end']);
    expect(play([]).heard).toEqual(['end']);
  });

  it('waits for a client that is full', () => {
    const { stream, heard } = play(BLOCKS, 1);
    expect(heard).toEqual(['one']);
    stream.resume();
    expect(heard).toEqual(['one', 'two', 'three', 'end']);
    stream.resume();
    expect(heard).toHaveLength(4);
  });

  it('ends although the last block filled the client', () => {
    expect(play(BLOCKS, 3).heard).toEqual(['one', 'two', 'three', 'end']);
  });

  it('says so when it is broken off', () => {
    const { stream, heard } = play(BLOCKS, 1);
    stream.interrupt(new GatewayError('shutting_down'));
    stream.resume();
    expect(heard).toEqual(['one', 'shutting_down']);
  });

  it('gives nothing more to a client that left', () => {
    const { stream, heard, subscription } = play(BLOCKS, 1);
    subscription.unsubscribe();
    stream.resume();
    expect(heard).toEqual(['one']);
  });
});
