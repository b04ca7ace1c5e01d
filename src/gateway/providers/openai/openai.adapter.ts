import { EVERY_CAPABILITY } from '../../protocols/canonical/capabilities.js';
import { withBearer } from '../endpoint.js';
import { classifyHttpFailure } from '../failure-verdict.js';
import {
  type ExtraHeaders,
  prepareOpenAi,
  prepareModels,
  prepareStoredAnswer,
  readModels,
  readOpenAiError,
} from '../openai-shape.js';
import type { ProviderAdapter } from '../provider.js';
import { type ModelSurface, surfaceOf, takesEffort } from './openai.models.js';

/** The calls beside answers; which models take which is the vendor's to say. */
const SIDE_FORMATS = [
  'openai-embeddings',
  'openai-completions',
  'openai-moderations',
  'openai-images',
  'openai-image-edits',
  'openai-transcriptions',
  'openai-speech',
] as const;

const FORMATS = {
  'responses-only': ['openai-responses', ...SIDE_FORMATS],
  'responses-first': ['openai-responses', 'openai-chat', ...SIDE_FORMATS],
  'chat-first': ['openai-chat', 'openai-responses', ...SIDE_FORMATS],
} as const satisfies Record<ModelSurface, ReturnType<ProviderAdapter['formats']>>;

const WITHOUT_REASONING = { ...EVERY_CAPABILITY, reasoning: false };

/** https://platform.openai.com/docs/api-reference/authentication names the two optional headers. */
const accountHeaders: ExtraHeaders = ({ credentials }) => [
  ...(credentials.organization ? ['openai-organization', credentials.organization] : []),
  ...(credentials.project ? ['openai-project', credentials.project] : []),
];

export const openAiAdapter: ProviderAdapter = {
  kind: 'openai',
  formats: (_, model) => FORMATS[surfaceOf(model)],
  capabilities: (_, model) => (takesEffort(model) ? EVERY_CAPABILITY : WITHOUT_REASONING),
  prepare: (call) => prepareOpenAi(call, accountHeaders),
  storedAnswer: (instance, question) => prepareStoredAnswer(instance, question, accountHeaders),
  authorize: withBearer,
  classify: classifyHttpFailure,
  passedOnHeaders: ['openai-processing-ms', 'openai-version'],
  readError: readOpenAiError,
  models: { request: prepareModels, read: readModels },
};
