import { Logger } from '@nestjs/common';
import { beforeAll, expect, it } from 'vitest';
import { aRoute, REFUSES, RoutingNode } from '../../../../test/fakes/routing-node.js';
import { GatewayError } from '../../../kernel/errors.js';

beforeAll(() => Logger.overrideLogger(false));

const refused = new GatewayError('provider_error', { message: 'Who are you?' }, { status: 401 });
const IN_TROUBLE = { ...REFUSES, ownTrouble: true } as const;

it('a target that refuses our key is left alone for the cooldown, then tried once more', () => {
  const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }], { cooldown: '10s' })]);
  node.begin().chosen.failed(refused, IN_TROUBLE);
  expect(node.begin().key).toBe('b/m');
  node.clock.advance(9999);
  expect(node.begin().key).toBe('b/m');
  node.clock.advance(1);
  expect(node.begin().key).toBe('a/m');
});

it('a refusal that is about one request keeps nobody away', () => {
  const node = new RoutingNode([aRoute(['a/m', { at: 'b/m', priority: 1 }])]);
  node.begin().chosen.failed(refused, REFUSES);
  expect(node.begin().key).toBe('a/m');
});

it('the only target of a route is left as it is', () => {
  const node = new RoutingNode([aRoute(['a/m'])]);
  node.begin().chosen.failed(refused, IN_TROUBLE);
  expect(node.states.find('a', 'm')?.health.cooldownMs).toBe(0);
});

it('where all are in trouble one is asked all the same', () => {
  const node = new RoutingNode([aRoute(['a/m', 'b/m'])]);
  for (const _ of [1, 2]) node.begin().chosen.failed(refused, IN_TROUBLE);
  expect(node.begin().choice.trace?.chosen).toEqual([expect.stringMatching('last resort')]);
});
