import { describe, expect, it } from 'vitest';
import { GeminiTap } from './stream.tap.js';
import { readCount, readWholeGemini } from './whole.reader.js';

const chunk = (text: string, more = '', usage = '"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2}') =>
  `data: {"candidates": [{"content": {"parts": [{"text": ${JSON.stringify(text)}}]}${more}}],${usage},"modelVersion":"m","responseId":"r"}\r\n\r\n`;

function tapped(...reads: string[]): GeminiTap {
  const tap = new GeminiTap(1);
  for (const read of reads) {
    const bytes = Buffer.from(read);
    expect(tap.read(bytes)).toBe(bytes);
  }
  return tap;
}

describe('a stream', () => {
  it('has the totals of its newest chunk, also where it is cut', () => {
    const { facts } = tapped(
      chunk('a', '', '"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":1}') + chunk('b'),
      chunk('c', '', '"usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":9,"thoughtsTokenCount":3}'),
    );
    expect(facts.usage).toMatchObject({ inputUncached: 5, output: 9, reasoning: 3 });
    expect(facts.complete).toBe(false);
  });

  it('is whole once it said why it ended', () => {
    const { facts } = tapped(chunk('a'), chunk('b') + chunk('', ',"finishReason": "MAX_TOKENS"'));
    expect(facts).toMatchObject({ complete: true, stopReason: 'MAX_TOKENS', streamError: null });
    expect(facts.usage).toMatchObject({ output: 2 });
  });

  it('does not take its own words for its end', () => {
    const { facts } = tapped(chunk('{"finishReason":"STOP","error":{"code":1},"usageMetadata":{}}'));
    expect(facts).toMatchObject({ complete: false, stopReason: null, streamError: null });
    expect(facts.usage).toMatchObject({ output: 2 });
  });

  it('of several candidates is whole when each that began has finished', () => {
    const tap = new GeminiTap(2);
    const part = (index: number, more = '') => chunk('a', `,"index":${index}${more}`);
    tap.read(Buffer.from(part(0) + part(1)));
    tap.read(Buffer.from(part(0, ',"finishReason":"STOP"')));
    expect(tap.facts).toMatchObject({ complete: false, stopReason: 'STOP' });
    tap.read(Buffer.from(part(1, ',"finishReason":"MAX_TOKENS"')));
    expect(tap.facts).toMatchObject({ complete: true });
  });

  it('that blocks the prompt is whole', () => {
    const { facts } = tapped('data: {"promptFeedback": {"blockReason": "SAFETY"}}\r\n\r\n');
    expect(facts).toMatchObject({ complete: true, stopReason: 'SAFETY' });
  });

  it('with a bare error has failed, after its beginning', () => {
    const tap = tapped(chunk('a'), '{\n  "error": {\n    "message": "Overloaded."\n  }\n}\n');
    expect(tap.facts.streamError).toBe('Overloaded.');
    expect(tap.beganWithError).toBe(false);
  });

  it('that begins with an error can be tried elsewhere', () => {
    expect(tapped('data: {"error": {"message": "No."}}\r\n\r\n').beganWithError).toBe(true);
  });

  it('knows its names', () => {
    expect(tapped(chunk('a')).identity()).toEqual({ id: 'r', model: 'm', created: null });
  });
});

describe('a whole body', () => {
  it('tells reason and usage', () => {
    const body = { candidates: [{ finishReason: 'STOP' }], usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 } };
    expect(readWholeGemini(Buffer.from(JSON.stringify(body)))).toMatchObject({
      complete: true,
      stopReason: 'STOP',
      usage: { inputUncached: 4 },
    });
  });

  it.for(['{"ok":true}', '<html>', '[]'])('that is no answer is not whole: %s', (body) => {
    expect(readWholeGemini(Buffer.from(body)).complete).toBe(false);
  });

  it('of a count is whole where it is JSON', () => {
    expect(readCount(Buffer.from('{"totalTokens":3}')).complete).toBe(true);
    expect(readCount(Buffer.from('<html>')).complete).toBe(false);
  });
});
