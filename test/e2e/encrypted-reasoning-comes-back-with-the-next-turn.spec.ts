import type { ResponseInputItem } from 'openai/resources/responses/responses';
import {
  callItem,
  messageItem,
  reasoningItem,
  responseOf,
  responseStream,
} from '../fakes/upstream/responses.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { expect, test } from './fixtures.ts';

const ENCRYPTED = 'gAAAAABp-rIaNe6WknTMnPCTW6JIYUOsrQbNUvTkE_mV0UapEUw4P056qF39VaxpCjTGFpDb';
const WEATHER = { type: 'function' as const, name: 'weather', parameters: { type: 'object' }, strict: false };
const REQUEST = {
  model: 'gpt-5',
  store: false,
  include: ['reasoning.encrypted_content' as const],
  reasoning: { effort: 'low' as const, summary: 'auto' as const },
  tools: [WEATHER],
};

test.for([true, false])(
  'two turns of a client that keeps its own history (streamed: %s)',
  async (stream, { openai, upstream }) => {
    const output = [reasoningItem(ENCRYPTED, 'Ask the tool.'), callItem('call_1', 'weather', { place: 'Bremen' })];
    upstream.on('openai.responses', stream ? responseStream(responseOf(output)) : json(responseOf(output)));
    const input: ResponseInputItem[] = [{ role: 'user', content: 'Weather?' }];
    const first = await (stream
      ? openai.responses.stream({ ...REQUEST, input }).finalResponse()
      : openai.responses.create({ ...REQUEST, input }));
    upstream.reset();

    upstream.on('openai.responses', json(responseOf([messageItem('It rains.')])));
    const result = { type: 'function_call_output' as const, call_id: 'call_1', output: 'rain' };
    const history = [...input, ...(first.output as ResponseInputItem[]), result];
    const second = await openai.responses.create({ ...REQUEST, input: history });
    expect(second.output_text).toBe('It rains.');
    const sent = upstream.requestTo('openai.responses').json<{ input: ResponseInputItem[] }>();
    expect(sent.input[1]).toMatchObject({ type: 'reasoning', id: 'rs_fake', encrypted_content: ENCRYPTED });
    expect(sent.input[2]).toMatchObject({ type: 'function_call', call_id: 'call_1' });
  },
);
