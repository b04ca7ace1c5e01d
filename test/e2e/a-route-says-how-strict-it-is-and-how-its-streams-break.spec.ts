import { chatCompletion, chunk } from '../fakes/upstream/openai.payloads.ts';
import { cutAfter, json } from '../fakes/upstream/scenarios.ts';
import { rawChat } from '../setup/raw-chat.ts';
import { rawMessages } from '../setup/raw-messages.ts';
import { expect, routesFile, test } from './routed.fixtures.ts';

const CALL = 'openai.chat';
const routeOf = (model: string, settings: object) => ({ model, targets: [{ provider: 'left', model }], ...settings });

test.override('env', ({ left, right }) => ({
  GATEWAY_CONFIG: routesFile({ left, right }, [
    routeOf('lenient', {}),
    routeOf('strict', { strict: true }),
    routeOf('raising', { streamError: 'raise' }),
  ]),
}));

// OpenAI's chat has no place for it.
const LOSSY = { max_tokens: 100, messages: [{ role: 'user', content: 'Hi.' }], top_k: 5 };

test('what would be dropped is refused by a strict route, and its target is not asked', async ({
  gateway,
  apiKey,
  left,
}) => {
  left.reset();
  left.on(CALL, json(chatCompletion()));
  const lenient = await rawMessages(gateway, apiKey, { ...LOSSY, model: 'lenient' });
  expect([lenient.status, lenient.headers.get('x-gateway-dropped-params')]).toEqual([200, 'top_k']);
  const strict = await rawMessages(gateway, apiKey, { ...LOSSY, model: 'strict' });
  expect(strict.status).toBe(400);
  expect(JSON.stringify(await strict.json())).toContain('top_k');
  expect(left.requestsTo(CALL)).toHaveLength(1);
  const { top_k: _, ...whole } = LOSSY;
  expect((await rawMessages(gateway, apiKey, { ...whole, model: 'strict' })).status).toBe(200);
});

const FIRST = `data: ${JSON.stringify(chunk({ role: 'assistant', content: 'Once' }))}\n\n`;

test.for<[model: string, header: string | null, ending: 'finish' | 'raise']>([
  ['lenient', null, 'finish'],
  ['raising', null, 'raise'],
  ['raising', 'finish', 'finish'],
  ['lenient', 'raise', 'raise'],
])(
  'a stream of the route %s that breaks, header %s: %s',
  async ([model, header, ending], { gateway, apiKey, left }) => {
    left.on(CALL, cutAfter(FIRST));
    const question = { model, stream: true, messages: [{ role: 'user', content: 'Hi.' }] };
    const headers: Record<string, string> = header === null ? {} : { 'x-gateway-stream-error': header };
    const text = await (await rawChat(gateway, apiKey, question, { headers })).text();
    expect(text).toContain('Once');
    const seen = { finish: text.includes('"finish_reason":"error"'), raise: /^data: \{"error":/m.test(text) };
    expect(seen).toEqual({ finish: ending === 'finish', raise: ending === 'raise' });
  },
);
