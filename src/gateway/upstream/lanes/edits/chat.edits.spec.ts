import { describe, expect, it } from 'vitest';
import { editBody } from '../../../../kernel/json-bytes/edit-body.js';
import type { JsonObject } from '../../../../kernel/json.js';
import { packSignature } from '../../../protocols/canonical/signature.js';
import type { Target } from '../../../providers/provider.js';
import { NO_QUIRKS, type Quirks } from '../../../providers/quirks.js';
import { chatEdits } from './chat.edits.js';

function target(quirks: Partial<Quirks> = {}, model = 'gpt-fake'): Target {
  return {
    instance: {
      name: 'fake',
      kind: 'openai-compatible',
      baseUrl: 'http://fake.invalid',
      credentials: {},
      quirks: Object.keys(quirks).length === 0 ? NO_QUIRKS : { ...NO_QUIRKS, ...quirks },
    },
    model,
  };
}

/** The bytes that would go out for these bytes. */
function sent(body: string, to: Target): string {
  return editBody(Buffer.from(body), chatEdits(JSON.parse(body) as JsonObject, to).edits).toString();
}

it('a body that needs nothing is not touched', () => {
  expect(chatEdits({ model: 'gpt-fake', messages: [] }, target())).toEqual({
    edits: [],
    losses: [],
    withholdUsage: false,
  });
});

it('the model gets its name at the target, and nothing else moves', () => {
  expect(sent('{"messages":[], "model" : "fake/gpt-fake","n":1.0}', target())).toBe(
    '{"messages":[], "model" : "gpt-fake","n":1.0}',
  );
});

describe('usage in a stream', () => {
  it('is asked for, and kept from a client that did not', () => {
    const body = { model: 'gpt-fake', messages: [], stream: true };
    expect(chatEdits(body, target()).withholdUsage).toBe(true);
    expect(sent(JSON.stringify(body), target())).toContain('"stream_options":{"include_usage":true}');
  });

  it('keeps the client’s other options', () => {
    const body = JSON.stringify({ model: 'gpt-fake', stream: true, stream_options: { include_obfuscation: false } });
    expect(sent(body, target())).toContain('"stream_options":{"include_obfuscation":false,"include_usage":true}');
  });

  it('is the client’s own where it asked itself', () => {
    const body = { model: 'gpt-fake', stream: true, stream_options: { include_usage: true } };
    expect(chatEdits(body, target())).toMatchObject({ edits: [], withholdUsage: false });
  });

  it('is not asked for from a server that does not know it, and what the client asked is reported', () => {
    const body = { model: 'gpt-fake', stream: true, stream_options: { include_usage: true } };
    const { losses, withholdUsage } = chatEdits(body, target({ supportsStreamOptions: false }));
    expect(losses).toMatchObject([{ pointer: '/stream_options', disposition: 'dropped' }]);
    expect(withholdUsage).toBe(false);
  });

  it('is no loss where the server says it anyway', () => {
    const quirks = { supportsStreamOptions: false, streamsUsageUnasked: true };
    const body = { model: 'gpt-fake', stream: true, stream_options: { include_usage: true } };
    expect(chatEdits(body, target(quirks)).losses).toMatchObject([{ disposition: 'adjusted' }]);
  });

  it('is not asked for outside streams', () => {
    expect(chatEdits({ model: 'gpt-fake' }, target()).withholdUsage).toBe(false);
  });
});

describe('signatures in earlier answers', () => {
  const packed = packSignature({ issuer: 'anthropic-messages', data: 'c2lnbmVk' }, 'openai-chat');
  const foreign = { type: 'reasoning.text', signature: packed, index: 0 };
  const own = { type: 'reasoning.text', text: 'Hm.', signature: 'c2lnbmVk', index: 0 };
  const call = { id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } };
  const signedBy = (signature: string) => ({ ...call, extra_content: { google: { thought_signature: signature } } });
  const asked = (...messages: JsonObject[]): JsonObject => ({
    model: 'gpt-fake',
    messages: [{ role: 'user', content: 'Hi' }, ...messages.map((message) => ({ role: 'assistant', ...message }))],
  });

  it('of another vendor are taken out and reported, and nothing else is', () => {
    const body = asked(
      { content: 'Ho', reasoning_content: 'Hm.', reasoning_details: [foreign] },
      { content: null, reasoning_details: [own, foreign], tool_calls: [signedBy(packed), signedBy('dGhvdWdodA==')] },
    );
    expect(JSON.parse(sent(JSON.stringify(body), target()))).toEqual(
      asked(
        { content: 'Ho', reasoning_content: 'Hm.' },
        { content: null, reasoning_details: [own], tool_calls: [call, signedBy('dGhvdWdodA==')] },
      ),
    );
    expect(chatEdits(body, target()).losses.map(({ pointer, disposition }) => [pointer, disposition])).toEqual([
      ['/messages/1/reasoning_details/0', 'dropped'],
      ['/messages/2/reasoning_details/1', 'dropped'],
      ['/messages/2/tool_calls/0/extra_content', 'dropped'],
    ]);
  });

  it('of the server itself go back as they came', () => {
    const body = asked({ content: 'Ho', reasoning_details: [own], tool_calls: [signedBy('dGhvdWdodA==')] });
    expect(chatEdits(body, target())).toMatchObject({ edits: [], losses: [] });
  });
});
