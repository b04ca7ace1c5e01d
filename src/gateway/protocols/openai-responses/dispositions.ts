import type { JsonValue } from '../../../kernel/json.js';
import {
  carries,
  type DispositionTable,
  ownDropped,
  ownFieldNames,
  ownRefused,
} from '../canonical/disposition-table.js';
import { isEmpty, isFalse } from '../canonical/harmless.js';
import { ANSWERS, SUPPORT } from './support.js';

/** What clients hand back because it stood in an earlier answer; it asks for nothing. */
const echo = ownDropped('it only labels an item of an earlier answer', () => true);
const cacheBreakpoint = ownDropped('only OpenAI places cache breakpoints this way');

/** The details that are asked for here and answered by whatever the target is. */
const PORTABLE_DETAILS = new Set<JsonValue>(['reasoning.encrypted_content', 'message.output_text.logprobs']);
const isPortable = (value: JsonValue) => Array.isArray(value) && value.every((detail) => PORTABLE_DETAILS.has(detail));

/** POST /v1/responses, after openai.openapi.yaml (CreateResponse, InputItem). */
export const OPENAI_RESPONSES: DispositionTable = {
  dialect: 'openai-responses',
  title: 'OpenAI Responses',
  fields: {
    '/model': carries('model'),
    '/stream': carries('stream'),
    '/stream_options/include_obfuscation': ownDropped('only OpenAI pads its streams', isFalse),

    '/instructions': carries('system-message'),
    '/input/*/role': carries('system-message', 'developer-message'),
    '/input/*/content': carries('text'),
    '/input/*/content/*/text': carries('text'),
    '/input/*/content/*/refusal': carries('refusal-history'),
    '/input/*/content/*/image_url': carries('image-data', 'image-url'),
    '/input/*/content/*/file_id': carries('image-file', 'document-file'),
    '/input/*/content/*/detail': carries('image-detail'),
    '/input/*/content/*/file_data': carries('document-data'),
    '/input/*/content/*/file_url': carries('document-url'),
    '/input/*/content/*/filename': carries('document-data'),
    '/input/*/content/*/annotations': ownDropped('citations of earlier answers have no place elsewhere', isEmpty),
    '/input/*/content/*/logprobs': echo,
    '/input/*/content/*/prompt_cache_breakpoint': cacheBreakpoint,
    '/input/*/summary': carries('reasoning-history'),
    '/input/*/encrypted_content': carries('signature-history'),
    '/input/*/call_id': carries('tool-call-history', 'tool-result'),
    '/input/*/name': carries('tool-call-history'),
    '/input/*/arguments': carries('tool-call-history'),
    '/input/*/input': carries('custom-tool'),
    '/input/*/output': carries('tool-result'),
    '/input/*/output/*/text': carries('text'),
    '/input/*/output/*/image_url': carries('tool-result-media', 'image-data', 'image-url'),
    '/input/*/output/*/file_id': carries('tool-result-media', 'image-file', 'document-file'),
    '/input/*/output/*/detail': carries('image-detail'),
    '/input/*/output/*/file_data': carries('tool-result-media', 'document-data'),
    '/input/*/output/*/file_url': carries('tool-result-media', 'document-url'),
    '/input/*/output/*/filename': carries('tool-result-media', 'document-data'),
    '/input/*/output/*/prompt_cache_breakpoint': cacheBreakpoint,
    '/input/*/id': echo,
    '/input/*/status': echo,
    '/input/*/phase': echo,
    '/input/*/namespace': ownDropped('only OpenAI has namespaces of tools'),
    '/input/*/caller': ownDropped('only at OpenAI do programs call tools'),

    '/tools/*/name': carries('tools'),
    '/tools/*/description': carries('tools'),
    '/tools/*/parameters': carries('tools'),
    '/tools/*/strict': carries('tool-strict'),
    '/tools/*/format': carries('custom-tool'),
    '/tools/*/defer_loading': ownDropped('only OpenAI loads tools on demand', isFalse),
    '/tools/*/allowed_callers': ownDropped('only at OpenAI do programs call tools'),
    '/tools/*/output_schema': ownDropped('only OpenAI takes a schema of results'),
    '/tool_choice': carries(
      'tool-choice-auto',
      'tool-choice-none',
      'tool-choice-required',
      'tool-choice-named',
      'tool-choice-subset',
      'tool-choice-required-subset',
    ),
    '/parallel_tool_calls': carries('single-tool-call'),
    '/max_tool_calls': ownDropped('it limits only the tools that OpenAI runs itself'),

    '/text/format/type': carries('output-text', 'output-json', 'output-json-schema'),
    '/text/format/name': carries('output-schema-name'),
    '/text/format/description': carries('output-schema-description'),
    '/text/format/strict': carries('output-schema-strict'),
    '/text/format/schema': carries('output-json-schema'),
    '/text/verbosity': ownDropped('only OpenAI takes a verbosity'),

    '/temperature': carries('temperature'),
    '/top_p': carries('top-p'),
    '/reasoning/effort': carries('reasoning-effort'),
    '/reasoning/summary': carries('reasoning-summary'),
    '/reasoning/generate_summary': ownDropped('its name is "summary" now'),
    '/reasoning/context': ownDropped('only OpenAI lets a request choose which reasoning is kept'),
    '/reasoning/mode': ownDropped('only OpenAI has modes of reasoning'),
    '/max_output_tokens': carries('max-output-tokens'),
    '/top_logprobs': carries('logprobs'),
    '/include': ownDropped('what it asks for comes from tools that OpenAI runs itself', isPortable),
    '/user': carries('end-user'),
    '/safety_identifier': carries('end-user'),
    '/metadata': carries('metadata'),
    '/service_tier': carries('service-tier'),
    '/prompt_cache_key': carries('cache-key'),
    '/prompt_cache_retention': ownDropped('only OpenAI lets a request set how long its cache lives'),
    '/prompt_cache_options': ownDropped('only OpenAI lets a request set how its cache works'),

    // Whether this gateway keeps the answer is settled before a target is asked.
    '/store': ownDropped('only OpenAI stores responses', () => true),
    '/previous_response_id': ownRefused('the earlier turns are stored at OpenAI'),
    '/conversation': ownRefused('the conversation is stored at OpenAI'),
    '/prompt': ownRefused('the prompt is stored at OpenAI'),
    '/background': ownRefused('the answer could not be fetched later', isFalse),
    '/truncation': ownDropped('only OpenAI shortens what is too long', (value) => value === 'disabled'),
    '/context_management': ownDropped('only OpenAI compacts conversations itself'),
    '/moderation': ownRefused('nothing would be moderated'),
  },
  support: SUPPORT,
  signatures: ['openai-responses'],
  bindsSignatures: true,
  answers: ANSWERS,
  refusedWhenUnknown: {
    '/input/*': 'type of item outside OpenAI',
    '/input/*/content/*': 'content type',
    '/input/*/output/*': 'content type',
    '/tools/*': 'type of tool outside OpenAI',
    '/tools/*/format': 'format of text',
    '/tool_choice': 'tool choice outside OpenAI',
    '/tool_choice/tools/*': 'type of tool outside OpenAI',
    '/text/format': 'text format',
  },
};

/** What only this dialect knows, by place: the decoder takes exactly what the table lists. */
export const OWN_FIELDS = {
  request: ownFieldNames(OPENAI_RESPONSES, ''),
  streamOptions: ownFieldNames(OPENAI_RESPONSES, '/stream_options'),
  item: ownFieldNames(OPENAI_RESPONSES, '/input/*'),
  contentPart: ownFieldNames(OPENAI_RESPONSES, '/input/*/content/*'),
  outputPart: ownFieldNames(OPENAI_RESPONSES, '/input/*/output/*'),
  tool: ownFieldNames(OPENAI_RESPONSES, '/tools/*'),
  text: ownFieldNames(OPENAI_RESPONSES, '/text'),
  reasoning: ownFieldNames(OPENAI_RESPONSES, '/reasoning'),
};
