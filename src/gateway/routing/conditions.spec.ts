import { describe, expect, it } from 'vitest';
import { aRoute, RoutingNode } from '../../../test/fakes/routing-node.js';
import { seededRandom } from '../../../test/fakes/seeded-random.js';
import type { RouteQuestion } from './routes/route-question.js';

const PICTURE = { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } };
const said = (content: unknown) => ({ messages: [{ role: 'user', content }] }) as RouteQuestion['body'];
const team = (name: string) => ({ keyId: 'key-1', userId: 'user-1', team: { id: 'team-1', name } });

/** All targets that the request may reach, in order. */
function reachable(node: RoutingNode, question: Partial<RouteQuestion>): string[] {
  const choice = node.choose(question);
  while (choice.next() !== null);
  return choice.trace!.chosen.map((words) => words.split(' ')[0]!);
}

describe('a target is passed by', () => {
  it.each<[string, object, Partial<RouteQuestion>, Partial<RouteQuestion>]>([
    ['of other keys', { when: { keys: ['key-2'] } }, {}, { principal: { ...team('x'), keyId: 'key-2' } }],
    ['of other teams', { when: { teams: ['red'] } }, { principal: team('blue') }, { principal: team('red') }],
    ['of other tags', { when: { tags: ['eu', 'ch'] } }, { tags: ['us'] }, { tags: ['ch', 'us'] }],
    [
      'for long requests',
      { when: { minTokens: 100 } },
      { body: said('x'.repeat(390)) },
      { body: said('x'.repeat(400)) },
    ],
    ['for short requests', { when: { maxTokens: 100 } }, { body: said('x'.repeat(440)) }, { body: said('x') }],
    [
      'without tools',
      { can: { tools: false } },
      { body: { tools: [{}], ...said('x') } },
      { body: { tools: [], ...said('x') } },
    ],
    [
      'without sight',
      { can: { vision: false } },
      { body: said([PICTURE]) },
      { body: said([{ type: 'text', text: 'x' }]) },
    ],
    [
      'without room',
      { can: { contextLength: 1000 } },
      { body: { max_tokens: 990, ...said('x'.repeat(100)) } },
      { body: { max_tokens: 900, ...said('x'.repeat(100)) } },
    ],
    [
      'without room, in the words of Gemini',
      { can: { contextLength: 1000 } },
      { body: { generation_config: { max_output_tokens: 990 }, ...said('x'.repeat(100)) } },
      { body: { generation_config: { max_output_tokens: 900 }, system_instruction: 'x', ...said('x') } },
    ],
    [
      'without room for the instruction',
      { can: { contextLength: 1000 } },
      { body: { system_instruction: { parts: [{ text: 'x'.repeat(4000) }] }, ...said('x') } },
      { body: said('x') },
    ],
  ])('%s', (_, rule, unfit, fit) => {
    const targets = [
      { at: 'a/m', ...rule },
      { at: 'b/m', priority: 1 },
    ];
    const node = new RoutingNode([aRoute(targets, { affinity: { enabled: false } })]);
    expect(reachable(node, unfit)).toEqual(['b/m']);
    expect(reachable(node, fit)).toEqual(['a/m', 'b/m']);
  });

  it('and the trace says why', () => {
    const node = new RoutingNode([aRoute([{ at: 'a/m', can: { tools: false } }, 'b/m'])]);
    const { choice } = node.begin({ body: { tools: [{}] } });
    expect(choice.trace?.skipped).toEqual({ 'a/m': 'takes no tools' });
  });
});

it.each<[string, RouteQuestion['body']]>([
  ['Anthropic', said([{ type: 'image', source: { type: 'url', url: 'http://x' } }])],
  ['a result of a tool', said([{ type: 'tool_result', tool_use_id: '1', content: [{ type: 'image', source: {} }] }])],
  ['Responses', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'http://x' }] }] }],
  ['Gemini', { contents: [{ parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }] }] }],
  ['Gemini by address', { contents: [{ parts: [{ file_data: { mime_type: 'image/png', file_uri: 'gs://x' } }] }] }],
  ['Ollama', { messages: [{ role: 'user', content: 'x', images: ['AAAA'] }] }],
  ['Ollama generate', { prompt: 'x', images: ['AAAA'] }],
])('a picture is seen as %s sends it', (_, body) => {
  const node = new RoutingNode([
    aRoute([
      { at: 'a/m', can: { vision: false } },
      { at: 'b/m', priority: 1 },
    ]),
  ]);
  expect(reachable(node, { body })).toEqual(['b/m']);
});

it('a picture counts as a picture, not as its bytes, and a hostile depth does no harm', () => {
  const node = new RoutingNode([
    aRoute([
      { at: 'a/m', when: { maxTokens: 2000 } },
      { at: 'b/m', priority: 1 },
    ]),
  ]);
  const picture = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(1e6)}` } };
  expect(reachable(node, { body: said([picture]) })[0]).toBe('a/m');
  let deep: RouteQuestion['body'] = {};
  for (let level = 0; level < 1e5; level += 1) deep = { content: deep };
  expect(reachable(node, { body: { messages: [deep] } })[0]).toBe('a/m');
});

describe('where no target is left', () => {
  it('the request hears of each one why', () => {
    const node = new RoutingNode([
      aRoute([
        { at: 'a/m', can: { tools: false } },
        { at: 'b/m', when: { maxTokens: 5 } },
      ]),
    ]);
    expect(() => node.choose({ body: { tools: [{}], ...said('x'.repeat(100)) } })).toThrow(
      expect.objectContaining({
        code: 'no_target_available',
        status: 400,
        message: expect.stringMatching(/a\/m: takes no tools; b\/m: is for 5 tokens at most/),
      }),
    );
  });

  it('for this caller, the model does not exist', () => {
    const node = new RoutingNode([
      aRoute([
        { at: 'a/m', when: { tags: ['eu'] } },
        { at: 'b/m', when: { keys: ['k'] } },
      ]),
    ]);
    expect(() => node.choose()).toThrow(expect.objectContaining({ code: 'model_not_found', status: 404 }));
  });

  it('and all are drained, it is 503, whatever their breakers say', () => {
    const node = new RoutingNode([aRoute(['a/m', 'b/m'])]);
    for (const { health } of node.states) health.draining = true;
    expect(() => node.begin()).toThrow(expect.objectContaining({ code: 'targets_drained', status: 503 }));
  });
});

describe('a canary', () => {
  const ROUTE = aRoute([{ at: 'new/m', canary: '20%' }, 'old/m'], { affinity: { enabled: false } });

  it('gets its part of the sessions, and always the same ones', () => {
    const node = new RoutingNode([ROUTE]);
    const begin = (session: number) => node.ask({ session: `session-${session}` }).key;
    const first = Array.from({ length: 2000 }, (_, session) => begin(session));
    const part = first.filter((key) => key === 'new/m').length / first.length;
    expect(part).toBeGreaterThan(0.17);
    expect(part).toBeLessThan(0.23);
    expect(Array.from({ length: 200 }, (_, session) => begin(session))).toEqual(first.slice(0, 200));
  });

  it('gets its part of requests that tell no session', () => {
    const node = new RoutingNode([ROUTE], { random: seededRandom(9) });
    const keys = Array.from({ length: 2000 }, () => node.ask().key);
    expect(keys.filter((key) => key === 'new/m').length / 2000).toBeCloseTo(0.2, 1);
  });

  it('has the others for its fallback, and is not theirs', () => {
    const node = new RoutingNode([ROUTE]);
    const ways = new Set(
      Array.from({ length: 100 }, (_, session) => reachable(node, { session: `s-${session}` }).join()),
    );
    expect(ways).toEqual(new Set(['new/m,old/m', 'old/m']));
  });

  it('that is taken back loses its sessions, whatever they were bound to', () => {
    const node = new RoutingNode([aRoute([{ at: 'new/m', canary: '100%' }, 'old/m'])]);
    expect(node.ask({ session: 's' }).key).toBe('new/m');
    node.turnTo([aRoute([{ at: 'new/m', canary: '0%' }, 'old/m'])]);
    expect(node.ask({ session: 's' })).toMatchObject({ key: 'old/m', affinity: 'moved' });
  });
});

it('a shadow gets its share of the requests', () => {
  const shadow = { provider: 's', model: 'm', share: '25%', concurrency: 3 };
  const node = new RoutingNode([aRoute(['a/m'], { shadow })], { random: seededRandom(4) });
  const shadows = Array.from({ length: 1000 }, () => node.choose().shadow).filter((given) => given !== null);
  expect(shadows.length / 1000).toBeCloseTo(0.25, 1);
  expect(shadows[0]).toMatchObject({ target: { instance: { name: 's' }, model: 'm' }, concurrency: 3 });
});

it('an unhealthy provider is asked last, also by its own sessions, but is asked', () => {
  const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }])]);
  expect(node.ask({ session: 's' }).key).toBe('a/m');
  node.unhealthy.add('a');
  expect(reachable(node, {})).toEqual(['b/m', 'a/m']);
  const { choice } = node.ask({ session: 's' });
  expect(choice.trace).toMatchObject({
    chosen: ['b/m (least-loaded)'],
    affinity: 'moved',
    skipped: { 'a/m': 'unhealthy' },
  });
});
