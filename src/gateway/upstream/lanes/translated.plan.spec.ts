import { describe, expect, it } from 'vitest';
import { messageItem, reasoningItem, responseOf } from '../../../../test/fakes/upstream/responses.payloads.js';
import type { JsonObject } from '../../../kernel/json.js';
import { packSignature, unpackSignature } from '../../protocols/canonical/signature.js';
import { clientCodec, vendorCodec } from '../../protocols/index.js';
import { openAiAdapter } from '../../providers/openai/openai.adapter.js';
import type { Target } from '../../providers/provider.js';
import { NO_QUIRKS } from '../../providers/quirks.js';
import { planTranslated } from './translated.plan.js';

/** Two organisations at one vendor. Their dialect on both sides: it is the one with a field for what is encrypted. */
function planAt(name: string, input: JsonObject[], stream = false) {
  const body = { model: 'gpt-fake', input };
  const ask = {
    body,
    stream,
    dialect: 'openai-responses',
    requestId: 'req_1',
    strict: false,
    contentType: 'application/json',
    protocolHeaders: [],
  } as const;
  const target: Target = {
    instance: { name, kind: 'openai', baseUrl: 'http://x', credentials: {}, quirks: NO_QUIRKS },
    model: 'gpt-fake',
  };
  const dialects = { from: clientCodec('openai-responses'), to: vendorCodec('openai-responses') };
  return planTranslated({ ...ask, rawBody: Buffer.alloc(0) }, target, { ...dialects, adapter: openAiAdapter });
}

const QUESTION = [{ type: 'message', role: 'user', content: 'Hi.' }];
const ANSWER = responseOf([reasoningItem('gAAAA', 'Hm.'), messageItem('Hello.')]);

describe('encrypted reasoning', () => {
  it('tells the client’s next turn whose it is', () => {
    const whole = planAt('east', QUESTION)
      .readWhole(Buffer.from(JSON.stringify(ANSWER)), 'application/json')
      .body.toString();
    const lane = planAt('east', QUESTION, true).openStream('text/event-stream');
    const event = { type: 'response.completed', response: ANSWER };
    const streamed = String(lane?.read(Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)));
    for (const text of [whole, streamed]) {
      const encrypted = /"encrypted_content":"([^"]+)"/.exec(text)?.[1] ?? '';
      expect(unpackSignature(encrypted, 'openai-responses')).toMatchObject({ data: 'gAAAA', provider: 'east' });
    }
  });

  it('goes back to who can read it, and to nobody else', () => {
    const signature = { issuer: 'openai-responses', data: 'gAAAA', id: 'rs_1', provider: 'east' } as const;
    const thought = { type: 'reasoning', summary: [], encrypted_content: packSignature(signature, 'openai-responses') };
    const history = [...QUESTION, thought, { type: 'message', role: 'assistant', content: 'Hello.' }, ...QUESTION];
    const east = planAt('east', history);
    expect(east.body.toString()).toContain('"encrypted_content":"gAAAA"');
    expect(east.losses).toEqual([]);
    const west = planAt('west', history);
    expect(west.body.toString()).not.toContain('encrypted_content');
    expect(west.losses).toMatchObject([{ pointer: '/input/1/encrypted_content', disposition: 'dropped' }]);
  });
});
