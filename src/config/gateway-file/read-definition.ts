import { providerSchema } from '../../gateway/providers/definition.js';
import { isJsonObject } from '../../kernel/json.js';
import { Secret } from '../../kernel/secret.js';
import { crossReferenceProblems } from '../../state/definition/cross-references.js';
import type { DefinitionProblem } from '../../state/definition/definition-problem.js';
import { type GatewayDefinition, gatewaySchema } from '../../state/definition/gateway.definition.js';
import { validated } from '../../state/definition/problem-wording.js';
import { resolveSecrets, type SecretReference } from '../../state/definition/secret-reference.js';
import { ConfigError } from '../config-error.js';
import { type Place, readYaml } from './yaml-source.js';

export interface Surroundings {
  /** As it is named in messages. */
  readonly file: string;
  /** Names of the providers that exist without the file. */
  readonly providers: readonly string[];
  /** The secret, or why there is none. */
  readonly secret: (reference: SecretReference) => Secret | string;
}

type Problem = Place & { readonly message: string };

/** Nobody mends more at once; the log takes them as one line. */
const MOST_TOLD = 100;

const NO_SECRET = new Secret('');

/** A text in which nothing is wrong: what it says, and what that defines. */
export interface SoundText {
  /** Plain: it can be handed to another thread, which a definition with its secrets cannot. */
  readonly value: unknown;
  readonly definition: GatewayDefinition;
}

/** Throws ConfigError with all that is wrong in a YAML text, in the order of the lines. */
export function readDefinition(text: string, { file, providers, secret }: Surroundings): SoundText {
  const source = readYaml(text);
  // An empty file defines nothing, as a missing one does.
  const value = source.value ?? {};
  const problems: Problem[] = [...source.problems];
  const note = ({ path, message }: DefinitionProblem, isKey = false) =>
    problems.push({ ...source.placeOf(path, { atKey: isKey }), message: `${spelled(path)}${message}` });

  const { data, problems: mistakes } = validated(gatewaySchema, value);
  if (!source.isBroken) {
    for (const { isKey, ...problem } of mistakes) note(problem, isKey);
    for (const problem of crossReferenceProblems(value, providers)) note(problem);
  }
  const resolve = (reference: SecretReference, path: readonly PropertyKey[]): Secret => {
    const found = secret(reference);
    if (found instanceof Secret) return found;
    note({ path, message: found });
    return NO_SECRET;
  };
  const definition = data === undefined ? undefined : resolveSecrets(data, resolve);
  // Where something is wrong the secrets of the rest are looked for all the same.
  if (definition === undefined) resolveSecrets(soundPartsOf(value), resolve);
  if (definition !== undefined && problems.length === 0) return { value, definition };
  throw new ConfigError(told(file, problems.toSorted(byPlace)));
}

/** What a value defines that was found sound before, on another thread. Throws ConfigError where a secret is gone since. */
export function definitionOf(value: unknown, { file, secret }: Omit<Surroundings, 'providers'>): GatewayDefinition {
  return resolveSecrets(gatewaySchema.parse(value), (reference, path) => {
    const found = secret(reference);
    if (found instanceof Secret) return found;
    throw new ConfigError([`${file}: ${spelled(path)}${found}`]);
  });
}

function soundPartsOf(given: unknown): unknown {
  if (!isJsonObject(given)) return {};
  const parts = Object.entries(gatewaySchema.shape).map(([key, schema]) => {
    const part: unknown = given[key];
    return [key, key === 'providers' && Array.isArray(part) ? part.map(soundProvider) : schema.safeParse(part).data];
  });
  return Object.fromEntries(parts);
}

function soundProvider(given: unknown): unknown {
  return providerSchema.safeParse(given).data;
}

function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}

function told(file: string, problems: readonly Problem[]): string[] {
  const shown = problems
    .slice(0, MOST_TOLD)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return problems.length > MOST_TOLD ? [...shown, `${file}: and ${problems.length - MOST_TOLD} more`] : shown;
}

/** `routes[0].targets[1].weight: `, as one would write it in code. */
function spelled(path: readonly PropertyKey[]): string {
  const steps = path.map((step, index) => {
    if (typeof step === 'number') return `[${step}]`;
    const name = String(step);
    const key = /^[\w-]+$/.test(name) ? name : JSON.stringify(name.slice(0, 100));
    return index === 0 ? key : `.${key}`;
  });
  return steps.length === 0 ? '' : `${steps.join('')}: `;
}
