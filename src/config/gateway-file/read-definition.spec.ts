import { expect, it } from 'vitest';
import { isSameValue } from '../../kernel/same-value.js';
import { Secret } from '../../kernel/secret.js';
import { ConfigError } from '../config-error.js';
import { definitionOf, readDefinition } from './read-definition.js';

const KEYS: Readonly<Record<string, string>> = { OPENAI_KEY: 'sk-canary-1', CLAUDE_KEY: 'sk-canary-2' };

function read(text: string, providers: readonly string[] = []) {
  return readDefinition(text, {
    file: 'gateway.yaml',
    providers,
    secret: ({ place }) => {
      const value = KEYS[place];
      return value === undefined ? `the environment variable ${place} is not set` : new Secret(value);
    },
  }).definition;
}

function problemsOf(text: string, providers?: readonly string[]): readonly string[] {
  try {
    read(text, providers);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const EXAMPLE = `
providers:
  - { name: openai-a, kind: openai, baseUrl: "http://127.0.0.1:9901/v1", apiKey: env:OPENAI_KEY }
  - { name: claude, kind: anthropic, apiKey: env:CLAUDE_KEY, concurrency: 64, queue: 256 }
routes:
  - model: fast
    picker: least-loaded
    affinity: { enabled: true, ttl: 1h }
    targets:
      - { provider: openai-a, model: gpt-4o-mini, weight: 3, priority: 0 }
      - { provider: claude, model: claude-haiku-4-5, priority: 1 }
    retry: { attempts: 2 }
    timeouts: { connect: 2s, firstToken: 20s, idle: 30s, total: 10m }
    cache: { mode: off, ttl: 10m }
    streamError: finish
`;

it('reads providers with their secrets, and routes with every default filled in', () => {
  const { providers, routes } = read(EXAMPLE);
  const [openai, claude] = providers;
  expect(openai).toMatchObject({ name: 'openai-a', kind: 'openai', baseUrl: 'http://127.0.0.1:9901/v1' });
  expect(openai?.kind === 'openai' && openai.apiKey?.reveal()).toBe('sk-canary-1');
  expect(claude).toMatchObject({ kind: 'anthropic', concurrency: 64, queue: 256 });
  expect(routes).toMatchObject([
    {
      model: 'fast',
      affinity: { ttl: 3_600_000 },
      targets: [
        { weight: 3, priority: 0 },
        { weight: 1, priority: 1 },
      ],
      timeouts: { connect: 2000, firstToken: 20_000, idle: 30_000, total: 600_000 },
      cache: { mode: 'off' },
      breaker: { failures: 5, coolDown: 30_000 },
    },
  ]);
});

it.for(['', '# nothing yet\n', 'routes: []\n'])('%j defines nothing', (text) => {
  expect(read(text)).toMatchObject({ providers: [], routes: [] });
});

it('lists every problem at once, in the order of the lines, and shows no secret', () => {
  const problems = problemsOf(`
providers:
  - name: openai-a
    kind: openai
    apiKey: sk-canary-literal
    base_url: http://127.0.0.1:9901/v1
  - name: openai-a
    kind: antropic
  - name: gone
    kind: gemini
    apiKey: env:NOT_SET
routes:
  - model: fast
    picker: random
    targets:
      - { provider: opnai-a, model: gpt-4o, weight: 0 }
      - { provider: gone, model: gemini-x, weight: 0, wieght: 1 }
    timeouts:
      connect: 2
    retry: { attempts: 0 }
  - model: fast
    targets: []
    shadow: { provider: nobody, model: x }
`);
  expect(problems).toEqual([
    'gateway.yaml:5:13: providers[0].apiKey: must say where the secret is, as env:NAME or file:/path; a secret itself does not belong here',
    'gateway.yaml:6:5: providers[0].base_url: is not known here; did you mean baseUrl?',
    'gateway.yaml:7:11: providers[1].name: another provider has this name',
    'gateway.yaml:8:11: providers[1].kind: must be one of openai, anthropic, openai-compatible, azure-openai, bedrock, gemini, vertex, ollama, echo; did you mean anthropic?',
    'gateway.yaml:11:13: providers[2].apiKey: the environment variable NOT_SET is not set',
    'gateway.yaml:14:13: routes[0].picker: must be one of least-loaded, weighted, round-robin, latency, cost',
    'gateway.yaml:16:21: routes[0].targets[0].provider: there is no provider of this name; did you mean openai-a?',
    'gateway.yaml:16:53: routes[0].targets[0].weight: the weights of this priority add up to 0',
    'gateway.yaml:17:55: routes[0].targets[1].wieght: is not known here; did you mean weight?',
    'gateway.yaml:19:16: routes[0].timeouts.connect: must be a time with its unit, like 500ms, 2s, 10m, 1h or 7d',
    'gateway.yaml:20:24: routes[0].retry.attempts: must be at least 1',
    'gateway.yaml:21:12: routes[1].model: another route has this model name',
    'gateway.yaml:22:14: routes[1].targets: must have at least 1 item',
    'gateway.yaml:23:25: routes[1].shadow.provider: there is no provider of this name (there are: openai-a, gone)',
  ]);
  expect(problems.join('\n')).not.toContain('canary');
});

it.for([
  [['60%', 39.9, '0.1%'], null],
  [['60%', 40, '0.1%'], '3:166: routes[0].targets[3].canary: the canaries of this route add up to more than 100%'],
] as const)('canaries of %j share the sessions: %s', ([shares, mistake]) => {
  const targets = shares.map((canary) => `{ provider: echo, model: m, canary: ${canary} }`).join(', ');
  const text = `routes:\n  - model: fast\n    targets: [{ provider: echo, model: m }, ${targets}]\n`;
  if (mistake === null) expect(read(text, ['echo']).routes[0]?.targets).toHaveLength(4);
  else expect(problemsOf(text, ['echo'])).toEqual([`gateway.yaml:${mistake}`]);
});

it.for([
  ['routes:\n  - model:\n', '2:5: routes[0].model: has no value'],
  ['routes:\n  - model: fast\n', '2:5: routes[0].targets: is missing'],
  ['routes:\n  - model: 7\n', '2:12: routes[0].model: must be a text; what looks like a number'],
  ['routes: fast\n', '1:9: routes: must be a list'],
  ['- routes\n', '1:1: must be a mapping of keys to values'],
  ['routs: []\n', '1:1: routs: is not known here; did you mean routes?'],
  ['providers:\n  - name: x\n', '2:5: providers[0].kind: is missing: one of openai'],
  ['providers:\n  - kind: openai\n', '2:5: providers[0].name: is missing'],
  ['providers:\n  - { name: x, kind: openai }\n', '2:5: providers[0]: needs apiKey or baseUrl'],
  ['providers:\n  - { kind: openai-compatible, vendor: grok }\n', 'vendor: must be one of groq'],
  ['providers:\n  - { kind: openai, concurrency: 1.5 }\n', 'concurrency: must be a whole number'],
  ['providers:\n  - { kind: openai, concurrency: 0 }\n', 'concurrency: must be at least 1'],
  ['routes:\n  - { hedge: { after: 1s, budget: 200% } }\n', 'budget: must be at most 100%'],
  ['routes:\n  - { hedge: { after: 1s, budget: [1] } }\n', 'budget: must be a number, or must be a text'],
  ['a: 1\na: 2\n', '2:1: this key stands twice'],
] as const)('%j: %s', ([text, problem]) => {
  expect(problemsOf(text).join('\n')).toContain(problem);
});

it('what is wrong by itself is listed beside what is wrong between the parts', () => {
  const problems = problemsOf(
    'routes:\n  - { model: a, strict: 1, targets: [{ provider: x, model: m }] }\n  - { model: a, model: a }\n',
  );
  expect(problems).toEqual([
    'gateway.yaml:2:25: routes[0].strict: must be true or false',
    'gateway.yaml:2:50: routes[0].targets[0].provider: there is no provider of this name (there are: none)',
    'gateway.yaml:3:5: routes[1].targets: is missing',
    'gateway.yaml:3:17: this key stands twice',
    'gateway.yaml:3:24: routes[1].model: another route has this model name',
  ]);
});

it('targets may be of providers that exist without the file, and weigh nothing beside others that do', () => {
  const target = (rest: string) => `{ provider: other, model: m, ${rest} }`;
  const route = (targets: readonly string[]) => `routes:\n  - { model: a, targets: [${targets.join(', ')}] }\n`;
  expect(problemsOf(route([target('weight: 0'), target('weight: 2')]), ['other'])).toEqual([]);
  expect(problemsOf(route([target('weight: 0, canary: 5%'), target('weight: 1')]), ['other'])).toEqual([]);
  expect(problemsOf(route([target('weight: 0'), target('weight: 1, canary: 5%')]), ['other'])).toHaveLength(1);
  expect(problemsOf(route([target('weight: 0, priority: 1'), target('weight: 1')]), ['other'])).toHaveLength(1);
});

it('a hundred problems are told, and how many more there are', () => {
  const text = Array.from({ length: 250 }, (_, index) => `unknown-${index}: 1`).join('\n');
  const problems = problemsOf(text);
  expect(problems).toHaveLength(101);
  expect(problems[0]).toContain('gateway.yaml:1:1: unknown-0: ');
  expect(problems.at(-1)).toBe('gateway.yaml: and 150 more');
});

it('a sound value defines the same on another thread, and a secret that is gone by then is told', () => {
  const secret = ({ place }: { readonly place: string }) => new Secret(`of ${place}`);
  const { value, definition } = readDefinition(EXAMPLE, { file: 'gateway.yaml', providers: [], secret });
  const handedOver: unknown = structuredClone(value);
  expect(isSameValue(definitionOf(handedOver, { file: 'gateway.yaml', secret }), definition)).toBe(true);
  const gone = () => definitionOf(handedOver, { file: 'gateway.yaml', secret: () => 'the file is gone' });
  expect(gone).toThrow('gateway.yaml: providers[0].apiKey: the file is gone');
});
