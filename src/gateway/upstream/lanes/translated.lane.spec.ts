import { describe, expect, it } from 'vitest';
import type { ClientDialect } from '../../protocols/dialect.js';
import { clientCodec, vendorCodec } from '../../protocols/index.js';
import { NO_QUIRKS } from '../../providers/quirks.js';
import { createFrameReader } from '../frames/index.js';
import { TranslatedLane } from './translated.lane.js';

const INSTANCE = { name: 'gemini', kind: 'gemini', baseUrl: 'http://x', credentials: {}, quirks: NO_QUIRKS } as const;
const BROKEN_CALL = {
  candidates: [
    { content: { role: 'model', parts: [{ text: 'Let me look.' }] }, finishReason: 'MALFORMED_FUNCTION_CALL' },
  ],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2, totalTokenCount: 7 },
};

/** What a client gets of an answer that its vendor ended with a broken call. */
function endAt(dialect: ClientDialect) {
  const client = clientCodec(dialect);
  const vendor = vendorCodec('gemini');
  const lane = new TranslatedLane(
    createFrameReader('sse', 'gemini'),
    vendor.createStreamDecoder({ provider: 'gemini', answerId: 'a' }),
    client.createStreamEncoder({ model: 'm', id: 'a', created: 1, includeUsage: true }),
    { instance: INSTANCE, client: client.dispositions, vendor: vendor.dispositions },
  );
  const text = `${String(lane.read(Buffer.from(`data: ${JSON.stringify(BROKEN_CALL)}\n\n`)) ?? '')}${String(lane.end() ?? '')}`;
  return { lane, text };
}

describe('an answer that the vendor ended with an error', () => {
  it.each(['anthropic-messages', 'ollama-chat', 'ollama-generate'] as const)(
    'fails at %s, which has no ending for it',
    (dialect) => {
      const { lane, text } = endAt(dialect);
      expect(text).toContain('Let me look.');
      expect(text).not.toMatch(/end_turn|"done":true/);
      expect(lane.failure?.message).toContain('MALFORMED_FUNCTION_CALL');
      expect(lane.facts.complete).toBe(false);
    },
  );

  it('is billed all the same', () => {
    expect(endAt('anthropic-messages').lane.facts.usage).toMatchObject({ inputUncached: 5, output: 2 });
  });

  it.each(['openai-chat', 'openai-responses'] as const)('ends so at %s', (dialect) => {
    const { lane, text } = endAt(dialect);
    expect(lane.failure).toBeNull();
    expect(text).toMatch(/"finish_reason":"error"|"status":"failed"/);
  });
});
