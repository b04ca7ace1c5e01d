import type { Content } from '@google/genai';
import { geminiChunk, geminiStream } from '../fakes/upstream/gemini.payloads.ts';
import { json } from '../fakes/upstream/scenarios.ts';
import { geminiClient } from '../setup/gemini-client.ts';
import { expect, test } from './fixtures.ts';

const SIGNATURE = Buffer.from('canary of a signature').toString('base64');
const QUESTION: Content = { role: 'user', parts: [{ text: 'How is the weather in Bremen?' }] };
const RESULT: Content = {
  role: 'user',
  parts: [{ functionResponse: { name: 'weather', response: { result: 'rain' } } }],
};
const CALL = { functionCall: { name: 'weather', args: { place: 'Bremen' } }, thoughtSignature: SIGNATURE };

interface Sent {
  contents: { parts: { thoughtSignature?: string; functionCall?: object }[] }[];
}

test('a client of the same dialect brings the signature back on its call', async ({ gateway, apiKey, upstream }) => {
  const gemini = geminiClient(gateway, apiKey);
  upstream.on('gemini.stream', geminiStream([geminiChunk([CALL]), geminiChunk([{ text: '' }], 'STOP')]));
  const first = await gemini.models.generateContentStream({ model: 'gemini-3-fake', contents: [QUESTION] });
  const said = (await Array.fromAsync(first)).flatMap(({ candidates }) => candidates?.[0]?.content ?? []);
  upstream.on('gemini.generate', json(geminiChunk([{ text: 'It rains.' }], 'STOP')));
  await gemini.models.generateContent({ model: 'gemini-3-fake', contents: [QUESTION, ...said, RESULT] });
  expect(upstream.requestTo('gemini.generate').json<Sent>().contents[1]?.parts[0]).toMatchObject(CALL);
});

test('a call that comes without one is excused, in the current turn only', async ({ openai, upstream }) => {
  upstream.on('gemini.generate', json(geminiChunk([{ text: 'It rains.' }], 'STOP')));
  const call = (id: string) => ({
    role: 'assistant' as const,
    tool_calls: [
      { id: `${id}1`, type: 'function' as const, function: { name: 'weather', arguments: '{"place":"Bremen"}' } },
      { id: `${id}2`, type: 'function' as const, function: { name: 'weather', arguments: '{"place":"Bern"}' } },
    ],
  });
  const results = (id: string) =>
    ['1', '2'].map((number) => ({ role: 'tool' as const, tool_call_id: id + number, content: 'rain' }));
  await openai.chat.completions.create({
    model: 'gemini-3-fake',
    messages: [
      { role: 'user', content: 'Then?' },
      call('then'),
      ...results('then'),
      { role: 'assistant', content: 'It rained.' },
      { role: 'user', content: 'And now?' },
      call('now'),
      ...results('now'),
    ],
  });
  const { contents } = upstream.requestTo('gemini.generate').json<Sent>();
  const signatures = contents.flatMap(({ parts }) =>
    parts.filter(({ functionCall }) => functionCall).map(({ thoughtSignature }) => thoughtSignature),
  );
  expect(signatures).toEqual([undefined, undefined, 'skip_thought_signature_validator', undefined]);
});
