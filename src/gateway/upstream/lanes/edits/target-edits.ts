import type { BodyEdit } from '../../../../kernel/json-bytes/edit-body.js';
import { isJsonObject, type JsonObject } from '../../../../kernel/json.js';
import type { WireFormat } from '../../../protocols/dialect.js';
import type { ProviderAdapter, Target } from '../../../providers/provider.js';
import { chatEdits } from './chat.edits.js';
import { completionsEdits } from './completions.edits.js';
import type { EditRule, TargetEdits } from './edit-rule.js';
import { contentsEdits } from './contents.edits.js';
import { messagesEdits } from './messages.edits.js';
import { responsesEdits } from './responses.edits.js';

const NOTHING: TargetEdits = { edits: [], losses: [], withholdUsage: false };

/** Formats whose model stands in the body. */
const modelName: EditRule = (body, { model }) =>
  body['model'] === model
    ? NOTHING
    : { ...NOTHING, edits: [{ kind: 'set', key: 'model', json: JSON.stringify(model) }] };

/** The request to be counted may stand inside, and there it names its model again, as a resource. */
const countedModel: EditRule = (body, { model }) => {
  const resource = `models/${model}`;
  const edits = ['generateContentRequest', 'generate_content_request'].flatMap((key): BodyEdit[] => {
    const inner = body[key];
    if (!isJsonObject(inner) || inner['model'] === resource) return [];
    return [{ kind: 'set', key, json: JSON.stringify({ ...inner, model: resource }) }];
  });
  return edits.length === 0 ? NOTHING : { ...NOTHING, edits };
};

/** Formats whose model stands in the URL. */
const untouched: EditRule = () => NOTHING;

/** The closed list of what may be changed, by wire format. */
const RULES = {
  'openai-chat': chatEdits,
  'openai-responses': responsesEdits,
  'openai-embeddings': modelName,
  'openai-completions': completionsEdits,
  'openai-moderations': modelName,
  'openai-images': modelName,
  'openai-image-edits': modelName,
  'openai-transcriptions': modelName,
  'openai-speech': modelName,
  rerank: modelName,
  'anthropic-messages': messagesEdits,
  'anthropic-count-tokens': messagesEdits,
  gemini: contentsEdits,
  'gemini-count-tokens': countedModel,
  'gemini-embeddings': untouched,
  'ollama-chat': modelName,
  'ollama-generate': modelName,
  'ollama-embed': modelName,
  'bedrock-converse': untouched,
} as const satisfies Record<WireFormat, EditRule>;

/** The format's own edits, then what this provider wants changed in every body of the format. */
export function targetEdits(
  format: WireFormat,
  body: JsonObject,
  target: Target,
  adapter: ProviderAdapter,
): TargetEdits {
  const own: TargetEdits = RULES[format](body, target);
  const more = adapter.edits?.(target.instance, format) ?? [];
  return more.length === 0 ? own : { ...own, edits: [...own.edits, ...more] };
}
