import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../kernel/json.js';
import type { WireFormat } from './dialect.js';
import { repetitionOf } from './repetition.js';

interface Expected {
  /** Bodies whose answer is the same each time, and such whose is not. */
  readonly same: readonly JsonObject[];
  readonly different: readonly JsonObject[];
  /** Bodies that stand alone, and such that do not. */
  readonly alone: readonly JsonObject[];
  readonly entangled: readonly JsonObject[];
}

const functionTool = { type: 'function', function: { name: 'weather' } };

const EXPECTED: Partial<Record<WireFormat, Expected>> = {
  'openai-chat': {
    same: [{ temperature: 0 }, { seed: 0 }, { temperature: 1, seed: 7 }],
    different: [{}, { temperature: 0.01 }, { temperature: '0' }, { temperature: null }, { seed: null }, { seed: 'x' }],
    alone: [
      {},
      { n: 1 },
      { n: null, store: false, tools: null },
      { tools: [functionTool, { type: 'custom', custom: {} }] },
    ],
    entangled: [
      { n: 2 },
      { store: true },
      { web_search_options: {} },
      { plugins: [{ id: 'web' }] },
      { tools: [functionTool, { type: 'web_search' }] },
      { tools: [{}] },
      { tools: 'all' },
    ],
  },
  'openai-responses': {
    same: [{ temperature: 0 }],
    different: [{}, { temperature: 1 }, { seed: 1 }],
    alone: [{ store: false }, { store: false, input: [{ type: 'message' }], tools: [{ type: 'function' }] }],
    entangled: [
      // Kept unless it says otherwise.
      {},
      { store: true },
      { store: false, background: true },
      { store: false, previous_response_id: 'resp_1' },
      { store: false, conversation: 'conv_1' },
      { store: false, prompt: { id: 'pmpt_1' } },
      { store: false, input: [{ type: 'item_reference', id: 'msg_1' }] },
      { store: false, tools: [{ type: 'code_interpreter' }] },
      { store: false, tools: [{ type: 'mcp' }] },
    ],
  },
  'openai-completions': {
    same: [{ temperature: 0 }, { seed: 1 }],
    different: [{}],
    alone: [{}, { best_of: 1 }],
    entangled: [{ n: 2 }, { best_of: 3 }],
  },
  'anthropic-messages': {
    same: [{ temperature: 0 }],
    different: [{}, { temperature: 1 }],
    alone: [
      {},
      {
        tools: [
          { name: 'weather', input_schema: {} },
          { type: 'custom', name: 'x' },
        ],
      },
      { tools: [{ type: 'bash_20250124', name: 'bash' }] },
      { tools: [{ type: 'text_editor_20250728', name: 'editor' }] },
    ],
    entangled: [
      { container: 'container_1' },
      { mcp_servers: [] },
      { tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
      { tools: [{ type: 'code_execution_20250825', name: 'code_execution' }] },
      { tools: [{ type: 'customised_20270101' }] },
    ],
  },
  gemini: {
    same: [
      { generationConfig: { temperature: 0 } },
      { generation_config: { temperature: 0 } },
      { generationConfig: { seed: 3 } },
    ],
    different: [{}, { temperature: 0 }, { generationConfig: { temperature: 1 } }, { generationConfig: [] }],
    alone: [
      {},
      { generationConfig: { candidateCount: 1 } },
      { tools: [{ functionDeclarations: [] }, { function_declarations: [] }] },
    ],
    entangled: [
      { generationConfig: { candidateCount: 2 } },
      { generation_config: { candidate_count: 2 } },
      { cachedContent: 'cachedContents/1' },
      { cached_content: 'cachedContents/1' },
      { tools: [{ googleSearch: {} }] },
      { tools: [{ functionDeclarations: [], codeExecution: {} }] },
    ],
  },
  'ollama-chat': {
    same: [{ options: { temperature: 0 } }, { options: { seed: 42 } }],
    different: [{}, { temperature: 0 }, { options: { temperature: 0.8 } }],
    alone: [{}],
    entangled: [],
  },
  'openai-embeddings': { same: [{}], different: [], alone: [{}], entangled: [] },
};

describe.each(Object.entries(EXPECTED) as [WireFormat, Expected][])('%s', (format, expected) => {
  const repetition = repetitionOf(format);

  it.each(expected.same)('is the same each time: %j', (body) => expect(repetition?.isRepeatable(body)).toBe(true));
  it.each(expected.different)('may differ: %j', (body) => expect(repetition?.isRepeatable(body)).toBe(false));
  it.each(expected.alone)('stands alone: %j', (body) => expect(repetition?.standsAlone(body)).toBe(true));
  it.each(expected.entangled)('does not stand alone: %j', (body) => expect(repetition?.standsAlone(body)).toBe(false));
});

it.each(['openai-images', 'openai-speech', 'openai-transcriptions', 'openai-image-edits'] as const)(
  'never gives %s again',
  (format) => expect(repetitionOf(format)).toBeNull(),
);
