import { isJsonObject } from '../../kernel/json.js';
import type { DefinitionProblem } from './definition-problem.js';
import { share } from './fields.js';
import { nearestNames } from './nearest-name.js';

const MOST_SHOWN = 20;
/** 0.1 + 0.2 is a little more than 0.3. */
const ROUNDING = 1e-9;

/**
 * What is wrong between the parts of a definition although each is right by itself. Reads what may be wrong otherwise, too,
 * so that everything can be listed at once. `otherProviders` are those that exist without it.
 */
export function crossReferenceProblems(given: unknown, otherProviders: readonly string[]): DefinitionProblem[] {
  const providers = listOf(given, 'providers').map((provider) => textOf(provider, 'name'));
  const routes = listOf(given, 'routes');
  const models = routes.map((route) => textOf(route, 'model'));
  const known = new Set([...otherProviders, ...providers.filter((name) => name !== undefined)]);
  return [
    ...repeated(providers, ['providers', 'name'], 'another provider has this name'),
    ...repeated(models, ['routes', 'model'], 'another route has this model name'),
    ...routes.flatMap((route, index) => [
      ...unknownProviders(route, ['routes', index], known),
      ...priorityWithoutWeight(route, ['routes', index]),
      ...canariesBeyondAll(route, ['routes', index]),
    ]),
  ];
}

function repeated(
  names: readonly (string | undefined)[],
  [list, key]: readonly [string, string],
  message: string,
): DefinitionProblem[] {
  const seen = new Set<string | undefined>([undefined]);
  return names.flatMap((name, index) => {
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return name === undefined ? [] : [{ path: [list, index, key], message }];
  });
}

function unknownProviders(
  route: unknown,
  path: readonly PropertyKey[],
  known: ReadonlySet<string>,
): DefinitionProblem[] {
  const shadow = isJsonObject(route) ? route['shadow'] : undefined;
  const places = [
    ...listOf(route, 'targets').map((target, index) => ({ target, path: [...path, 'targets', index, 'provider'] })),
    { target: shadow, path: [...path, 'shadow', 'provider'] },
  ];
  return places.flatMap(({ target, path }) => {
    const provider = textOf(target, 'provider');
    if (provider === undefined || known.has(provider)) return [];
    return [{ path, message: `there is no provider of this name${instead(provider, [...known])}` }];
  });
}

function instead(name: string, known: readonly string[]): string {
  const [nearest] = nearestNames(name, known);
  if (nearest !== undefined) return `; did you mean ${nearest}?`;
  const shown = known.slice(0, MOST_SHOWN).join(', ') || 'none';
  return ` (there are: ${shown}${known.length > MOST_SHOWN ? ` and ${known.length - MOST_SHOWN} more` : ''})`;
}

/** A canary is chosen by its share, not by its weight. */
function priorityWithoutWeight(route: unknown, path: readonly PropertyKey[]): DefinitionProblem[] {
  const weights = new Map<unknown, { sum: number; first: number }>();
  for (const [index, target] of listOf(route, 'targets').entries()) {
    if (!isJsonObject(target) || target['canary'] !== undefined) continue;
    const { priority = 0, weight = 1 } = target;
    const group = weights.get(priority) ?? { sum: 0, first: index };
    group.sum += typeof weight === 'number' ? weight : 1;
    weights.set(priority, group);
  }
  return [...weights.values()].flatMap(({ sum, first }) =>
    sum === 0
      ? [{ path: [...path, 'targets', first, 'weight'], message: 'the weights of this priority add up to 0' }]
      : [],
  );
}

/** Each has its own part of the sessions; behind the last of them none is left. */
function canariesBeyondAll(route: unknown, path: readonly PropertyKey[]): DefinitionProblem[] {
  let sum = 0;
  for (const [index, target] of listOf(route, 'targets').entries()) {
    sum += share.safeParse(isJsonObject(target) ? target['canary'] : undefined).data ?? 0;
    if (sum <= 1 + ROUNDING) continue;
    const message = 'the canaries of this route add up to more than 100%';
    return [{ path: [...path, 'targets', index, 'canary'], message }];
  }
  return [];
}

function listOf(given: unknown, key: string): readonly unknown[] {
  const list = isJsonObject(given) ? given[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function textOf(given: unknown, key: string): string | undefined {
  const text = isJsonObject(given) ? given[key] : undefined;
  return typeof text === 'string' ? text : undefined;
}
