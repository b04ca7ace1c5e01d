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

const NO_SECRET = new Secret('');

/** The definition that a YAML text gives. Throws ConfigError with all that is wrong, in the order of the lines. */
export function readDefinition(text: string, { file, providers, secret }: Surroundings): GatewayDefinition {
  const source = readYaml(text);
  // An empty file defines nothing, as a missing one does.
  const given = source.value ?? {};
  const problems: Problem[] = [...source.problems];
  const note = ({ path, message }: DefinitionProblem, isKey = false) =>
    problems.push({ ...source.placeOf(path, { atKey: isKey }), message: `${spelled(path)}${message}` });

  const { data, problems: mistakes } = validated(gatewaySchema, given);
  if (!source.isBroken) {
    for (const { isKey, ...problem } of mistakes) note(problem, isKey);
    for (const problem of crossReferenceProblems(given, providers)) note(problem);
  }
  const resolve = (reference: SecretReference, path: readonly PropertyKey[]): Secret => {
    const found = secret(reference);
    if (found instanceof Secret) return found;
    note({ path, message: found });
    return NO_SECRET;
  };
  const definition = data === undefined ? undefined : resolveSecrets(data, resolve);
  // Where something is wrong the secrets of the rest are looked for all the same.
  if (definition === undefined) resolveSecrets(soundPartsOf(given), resolve);
  if (definition !== undefined && problems.length === 0) return definition;
  throw new ConfigError(problems.toSorted(byPlace).map((problem) => printed(file, problem)));
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

function printed(file: string, { line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
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
