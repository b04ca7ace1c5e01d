import { z } from 'zod';
import { assertNever } from '../../kernel/assert-never.js';
import { providerCommonFields } from '../../state/definition/provider.definition.js';
import type { Resolved } from '../../state/definition/secret-reference.js';
import { anthropicFields, anthropicProvider } from './anthropic/anthropic.definition.js';
import { azureOpenAiFields, azureOpenAiProvider } from './azure-openai/azure-openai.definition.js';
import { bedrockFields, bedrockProvider } from './bedrock/bedrock.definition.js';
import { echoFields, echoProvider } from './echo/echo.definition.js';
import { geminiFields, geminiProvider } from './gemini/gemini.definition.js';
import { ollamaFields, ollamaProvider } from './ollama/ollama.definition.js';
import { compatibleFields, compatibleProvider } from './openai-compatible/openai-compatible.definition.js';
import { openAiFields, openAiProvider } from './openai/openai.definition.js';
import type { ProviderInstance, ProviderKind } from './provider.js';
import { vertexFields, vertexProvider } from './vertex/vertex.definition.js';

const definitionOf = <Kind extends ProviderKind, Fields extends z.ZodRawShape>(kind: Kind, fields: Fields) =>
  z.strictObject({ kind: z.literal(kind), ...providerCommonFields, ...fields });

/** What a definition of each kind may say. A kind without an entry does not compile. */
const PROVIDER_SCHEMAS = {
  openai: needsOneOf(definitionOf('openai', openAiFields), ['apiKey', 'baseUrl']),
  anthropic: needsOneOf(definitionOf('anthropic', anthropicFields), ['apiKey', 'baseUrl']),
  'openai-compatible': needsOneOf(definitionOf('openai-compatible', compatibleFields), ['vendor', 'baseUrl']),
  'azure-openai': definitionOf('azure-openai', azureOpenAiFields),
  bedrock: definitionOf('bedrock', bedrockFields),
  gemini: needsOneOf(definitionOf('gemini', geminiFields), ['apiKey', 'baseUrl']),
  vertex: definitionOf('vertex', vertexFields),
  ollama: definitionOf('ollama', ollamaFields),
  echo: definitionOf('echo', echoFields),
} satisfies Record<ProviderKind, z.ZodObject>;

type ProviderSchema = (typeof PROVIDER_SCHEMAS)[ProviderKind];

export const providerSchema = z.discriminatedUnion(
  'kind',
  Object.values(PROVIDER_SCHEMAS) as [ProviderSchema, ...ProviderSchema[]],
);

export type ProviderDefinition = Resolved<z.output<typeof providerSchema>>;

export function providerFrom(definition: ProviderDefinition): ProviderInstance {
  const { concurrency, queue, http2, healthCheck } = definition;
  return { ...ofItsKind(definition), concurrency, queue, http2, healthCheck };
}

function ofItsKind(definition: ProviderDefinition): ProviderInstance {
  const { name } = definition;
  switch (definition.kind) {
    case 'openai':
      return openAiProvider(name, definition);
    case 'anthropic':
      return anthropicProvider(name, definition);
    case 'openai-compatible':
      return compatibleProvider(name, definition);
    case 'azure-openai':
      return azureOpenAiProvider(name, definition);
    case 'bedrock':
      return bedrockProvider(name, definition);
    case 'gemini':
      return geminiProvider(name, definition);
    case 'vertex':
      return vertexProvider(name, definition);
    case 'ollama':
      return ollamaProvider(name, definition);
    case 'echo':
      return echoProvider(name);
    default:
      return assertNever(definition);
  }
}

/** A vendor's own address is of no use without a key; a server of one's own may want none. */
function needsOneOf<Schema extends z.ZodObject>(schema: Schema, keys: readonly [string, string]): Schema {
  return schema.superRefine(
    (given, context) => {
      if (keys.some((key) => given[key] !== undefined)) return;
      context.addIssue({ code: 'custom', message: `needs ${keys.join(' or ')}` });
    },
    // Also where something else is wrong: whoever mends the file wants to see everything at once.
    { when: ({ value }) => typeof value === 'object' && value !== null },
  );
}
