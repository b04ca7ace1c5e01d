import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalMessage, CanonicalRequest, ContentPart } from '../canonical/request.js';
import { encodeRequest } from './request.encode.js';

const request = (more: Partial<CanonicalRequest> = {}): CanonicalRequest => ({
  model: 'gpt-5',
  stream: false,
  messages: [],
  sampling: {},
  ...more,
});
const encode = (more: Partial<CanonicalRequest>) => encodeRequest(request(more), EVERY_CAPABILITY);
const inputOf = (messages: CanonicalMessage[]) => encode({ messages }).body['input'] as JsonObject[];
const turn = (...content: ContentPart[]) => encode({ messages: [{ role: 'assistant', content }] });
const text: ContentPart = { kind: 'text', text: 'Hello.' };
const signature = { issuer: 'openai-responses', data: 'gAAAAABp', id: 'rs_1' } as const;

describe('messages', () => {
  test('instructions stay where they were said', () => {
    const said = (role: CanonicalMessage['role']): CanonicalMessage => ({ role, content: [text] });
    expect(inputOf([said('system'), said('user'), said('developer')]).map(({ role }) => role)).toEqual([
      'system',
      'user',
      'developer',
    ]);
  });

  test('each call is an item, each text between them a message', () => {
    const call: ContentPart = { kind: 'tool-call', id: 'call_1', name: 'look', arguments: '' };
    expect(turn(text, text, call, text).body['input']).toEqual([
      {
        type: 'message',
        role: 'assistant',
        content: [
          { type: 'output_text', text: 'Hello.' },
          { type: 'output_text', text: 'Hello.' },
        ],
      },
      { type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello.' }] },
    ]);
  });

  test('results come before what was said with them', () => {
    const content: ContentPart[] = [text, { kind: 'tool-result', callId: 'call_1', content: [text] }];
    expect(inputOf([{ role: 'user', content }])).toEqual([
      { type: 'function_call_output', call_id: 'call_1', output: 'Hello.' },
      { type: 'message', role: 'user', content: 'Hello.' },
    ]);
  });

  test('images and files by data, address and id', () => {
    const content: ContentPart[] = [
      { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: 'low' },
      { kind: 'image', source: { kind: 'file', fileId: 'file-1' } },
      { kind: 'document', source: { kind: 'base64', mediaType: 'application/pdf', data: 'AAAA' }, filename: 'a.pdf' },
      { kind: 'document', source: { kind: 'url', url: 'https://example.com/a.pdf' } },
      { kind: 'document', source: { kind: 'text', text: 'A paper.' } },
    ];
    expect(inputOf([{ role: 'user', content }])[0]?.['content']).toEqual([
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
      { type: 'input_image', file_id: 'file-1' },
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' },
      { type: 'input_file', file_url: 'https://example.com/a.pdf' },
      { type: 'input_text', text: 'A paper.' },
    ]);
  });

  test('a picture by the assistant is refused', () => {
    const image: ContentPart = { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } };
    expect(turn(image).losses).toMatchObject([{ feature: 'image-data', disposition: 'refused' }]);
  });
});

describe('reasoning of earlier turns', () => {
  test('goes back under its own id, before what it led to', () => {
    const { body, losses } = turn({ kind: 'reasoning', text: 'Hm.', signature }, text);
    expect(losses).toEqual([]);
    expect((body['input'] as JsonObject[])[0]).toEqual({
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'Hm.' }],
      encrypted_content: 'gAAAAABp',
    });
  });

  test.each<[string, ContentPart[]]>([
    ['that nobody encrypted', [{ kind: 'reasoning', text: 'Hm.', origin: '/x' }, text]],
    ['that led to nothing', [{ kind: 'reasoning', text: 'Hm.', signature, origin: '/x' }]],
  ])('%s is left out, and that is told', (_, content) => {
    const { body, losses } = turn(...content);
    expect(JSON.stringify(body['input'])).not.toContain('Hm.');
    expect(losses).toMatchObject([{ feature: 'reasoning-history', origin: '/x', disposition: 'dropped' }]);
  });

  test('that another vendor signed is left out', () => {
    const foreign: ContentPart = {
      kind: 'reasoning',
      text: '',
      redacted: true,
      signature: { issuer: 'gemini', data: 'x' },
    };
    const { body, losses } = turn(foreign, text);
    expect(body['input']).toMatchObject([{ type: 'message' }]);
    expect(losses).toMatchObject([{ feature: 'signature-history', disposition: 'dropped' }]);
  });
});

describe('settings of a request of another dialect', () => {
  test('nothing is left behind at the vendor, and reasoning comes along encrypted', () => {
    expect(encode({}).body).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] });
  });

  test('models that do not reason are not asked for it', () => {
    const { body } = encodeRequest(request(), { ...EVERY_CAPABILITY, reasoning: false });
    expect(body['include']).toBeUndefined();
  });

  test('tools are strict only if the client said so', () => {
    const { body } = encode({ tools: [{ name: 'a' }, { name: 'b', strict: true }] });
    expect(body['tools']).toMatchObject([
      { name: 'a', strict: false, parameters: null },
      { name: 'b', strict: true },
    ]);
  });

  test('a limit below the least one is raised, and that is told', () => {
    const { body, losses } = encode({ maxOutputTokens: 5 });
    expect(body['max_output_tokens']).toBe(16);
    expect(losses).toMatchObject([{ feature: 'max-output-tokens', disposition: 'adjusted' }]);
  });

  test('log probabilities, structured output and choices of tools in the words of here', () => {
    const { body } = encode({
      logprobs: { enabled: true, top: 2 },
      output: { kind: 'json-schema', schema: { type: 'object' } },
      toolChoice: { kind: 'subset', mode: 'required', names: ['a'] },
    });
    expect(body).toMatchObject({
      include: ['reasoning.encrypted_content', 'message.output_text.logprobs'],
      top_logprobs: 2,
      text: { format: { type: 'json_schema', name: 'answer', schema: { type: 'object' } } },
      tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'a' }] },
    });
  });

  test.each<[Partial<CanonicalRequest>, string]>([
    [{ sampling: { stop: ['END'] } }, 'refused stop'],
    [{ choices: 2 }, 'refused choices'],
    [{ sampling: { seed: 1 } }, 'dropped seed'],
    [{ sampling: { presencePenalty: 1 } }, 'dropped presence-penalty'],
  ])('%j is told', (more, loss) => {
    expect(encode(more).losses.map(({ disposition, feature }) => `${disposition} ${feature}`)).toEqual([loss]);
  });
});

test('a thinking budget becomes the nearest effort, and says so', () => {
  const { body, losses } = encode({ reasoning: { budgetTokens: 10_000 } });
  expect(body['reasoning']).toEqual({ effort: 'high', summary: undefined });
  expect(losses).toEqual([expect.objectContaining({ feature: 'reasoning-budget', disposition: 'adjusted' })]);
});

test('a model that does not reason is given neither, and says that', () => {
  const asked = request({ reasoning: { budgetTokens: 10_000 } });
  const { body, losses } = encodeRequest(asked, { ...EVERY_CAPABILITY, reasoning: false });
  expect(body['reasoning']).toBeUndefined();
  expect(losses).toEqual([expect.objectContaining({ feature: 'reasoning-budget', disposition: 'dropped' })]);
});
