import { readFileSync, statSync } from 'node:fs';
import { providerFrom } from '../../gateway/providers/definition.js';
import { LOCAL_PROVIDER, providerProblems } from '../../gateway/providers/environment.js';
import type { ProviderInstance } from '../../gateway/providers/provider.js';
import type { GatewayDefinition } from '../../state/definition/gateway.definition.js';
import type { SecretReference } from '../../state/definition/secret-reference.js';
import { ConfigError } from '../config-error.js';
import { checkApart } from './check-apart.js';
import { definitionOf, readDefinition } from './read-definition.js';
import { readSecret } from './secret-source.js';

/** Ten thousand routes with three targets each are about half of it. */
const LARGEST_FILE = 8 * 1024 * 1024;

/** What is in force: the file on top of the environment. */
export interface Defined {
  readonly definition: GatewayDefinition;
  /** Those of the environment and of the file. */
  readonly providers: readonly ProviderInstance[];
}

/** What lies below the file. */
export interface Ground {
  readonly environment: NodeJS.ProcessEnv;
  readonly providers: readonly ProviderInstance[];
  readonly defaultProvider: string;
}

/** `gateway.yaml`, read at the start and again when it is asked for. */
export class GatewayFile {
  readonly #ground: Ground;

  constructor(
    readonly path: string,
    ground: Ground,
  ) {
    this.#ground = ground;
  }

  /** Throws ConfigError with every problem, each with its line. */
  read(): Defined {
    const { file, names, secret } = this.#surroundings();
    return this.#defined(readDefinition(this.#text(), { file, providers: names, secret }).definition);
  }

  /** The same without holding up this thread by reading YAML: 0.2 s of CPU for a thousand routes. */
  async readApart(): Promise<Defined> {
    const { file, names, secret } = this.#surroundings();
    const { environment } = this.#ground;
    const value = await checkApart({ text: this.#text(), file, providers: names, environment });
    return this.#defined(definitionOf(value, { file, secret }));
  }

  /** Names of the environment's providers in whose place the file puts its own. */
  replacedBy({ providers }: GatewayDefinition): string[] {
    const names = new Set(providers.map(({ name }) => name));
    return this.#ground.providers.map(({ name }) => name).filter((name) => names.has(name));
  }

  #surroundings() {
    const { environment, providers } = this.#ground;
    return {
      file: this.path,
      // The local model server may join later.
      names: [...providers.map(({ name }) => name), LOCAL_PROVIDER.name],
      secret: (reference: SecretReference) => readSecret(reference, environment),
    };
  }

  #defined(definition: GatewayDefinition): Defined {
    const { providers: below, defaultProvider } = this.#ground;
    const own = definition.providers.map(providerFrom);
    const names = new Set(own.map(({ name }) => name));
    const providers = [...below.filter(({ name }) => !names.has(name)), ...own];
    const problems = providerProblems(providers, defaultProvider);
    if (problems.length > 0) throw new ConfigError(problems);
    return { definition, providers };
  }

  #text(): string {
    const stats = this.#tried(() => statSync(this.path));
    if (!stats.isFile()) throw new ConfigError([`${this.path}: is not a file`]);
    if (stats.size > LARGEST_FILE) throw new ConfigError([`${this.path}: is larger than ${LARGEST_FILE} bytes`]);
    return this.#tried(() => readFileSync(this.path, 'utf8'));
  }

  #tried<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new ConfigError([`GATEWAY_CONFIG: ${this.path} cannot be read (${code ?? 'unknown'})`]);
    }
  }
}
