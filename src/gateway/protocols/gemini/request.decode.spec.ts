import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import type { CanonicalRequest } from '../canonical/request.js';
import { packSignature } from '../canonical/signature.js';
import { decodeRequest } from './request.decode.js';

const ADDRESS = { model: 'gemini-fake', stream: false };

function decode(body: JsonObject) {
  return decodeRequest({ contents: [{ parts: [{ text: 'Hi.' }] }], ...body }, ADDRESS);
}

function contents(...list: JsonObject[]): CanonicalRequest['messages'] {
  return decode({ contents: list }).request.messages;
}

describe('contents', () => {
  it('without a role are the user’s', () => {
    expect(contents({ parts: [{ text: 'Hi.' }] })).toMatchObject([{ role: 'user', content: [{ text: 'Hi.' }] }]);
  });

  it('of results are messages of their own, whoever brings them', () => {
    const messages = contents(
      { role: 'model', parts: [{ functionCall: { name: 'look' } }] },
      { role: 'function', parts: [{ functionResponse: { name: 'look', response: {} } }, { text: 'And?' }] },
    );
    expect(messages.map(({ role }) => role)).toEqual(['assistant', 'tool', 'user']);
  });

  it('of the model that follow each other are one turn, and cut texts are whole again', () => {
    const [turn, ...others] = contents(
      { role: 'model', parts: [{ text: 'Hel' }] },
      { role: 'model', parts: [{ text: 'lo.' }] },
      { role: 'model', parts: [{ text: '', thoughtSignature: 'c2ln' }] },
    );
    expect(others).toEqual([]);
    expect(turn?.content).toMatchObject([
      { kind: 'text', text: 'Hello.' },
      { kind: 'text', text: '', signature: { issuer: 'gemini', data: 'c2ln' } },
    ]);
  });

  it('bring the signature of another vendor back onto its thought', () => {
    const thoughtSignature = packSignature({ issuer: 'anthropic-messages', data: 'sig' }, 'gemini');
    const [turn] = contents(
      { role: 'model', parts: [{ text: 'Let me ', thought: true }] },
      { role: 'model', parts: [{ text: 'think.', thought: true }] },
      { role: 'model', parts: [{ text: '', thought: true, thoughtSignature }] },
    );
    expect(turn?.content).toMatchObject([
      { kind: 'reasoning', text: 'Let me think.', signature: { issuer: 'anthropic-messages', data: 'sig' } },
    ]);
  });

  it.for<[string, JsonObject]>([
    ['an unknown role', { role: 'narrator', parts: [] }],
    ['an unknown kind of part', { parts: [{ smell: {} }] }],
    ['a film', { parts: [{ inlineData: { mimeType: 'video/mp4', data: 'AAAA' } }] }],
  ])('%s is left to be refused', ([, content]) => {
    const { residue } = decode({ contents: [content] });
    expect(residue).toEqual([content['role'] === 'narrator' ? '/contents/0' : '/contents/0/parts/0']);
  });

  it('must be there', () => {
    expect(() => decodeRequest({}, ADDRESS)).toThrow(expect.objectContaining({ param: 'contents' }) as Error);
    expect(() => contents({ role: 'user' })).toThrow(expect.objectContaining({ param: 'contents[0].parts' }) as Error);
  });
});

describe('calls without ids', () => {
  it('are matched with their results by name and order', () => {
    const messages = contents(
      {
        role: 'model',
        parts: [
          { functionCall: { name: 'look', args: { at: 1 } } },
          { functionCall: { name: 'hear' } },
          { functionCall: { name: 'look', args: { at: 2 } } },
        ],
      },
      {
        parts: [
          { functionResponse: { name: 'look', response: { result: 'one' } } },
          { functionResponse: { name: 'look', response: { result: 'two' } } },
          { functionResponse: { name: 'hear', response: { result: 'ear' } } },
        ],
      },
    );
    const ids = messages[0]?.content.map((part) => part.kind === 'tool-call' && part.id) ?? [];
    expect(new Set(ids).size).toBe(3);
    expect(messages[1]?.content.map((part) => part.kind === 'tool-result' && part.callId)).toEqual([
      ids[0],
      ids[2],
      ids[1],
    ]);
  });
});

describe('what a function answered', () => {
  it.for<[string, JsonObject, string, boolean]>([
    ['result', { result: 'rain' }, 'rain', false],
    ['output', { output: 'rain' }, 'rain', false],
    ['error', { error: 'broken' }, 'broken', true],
    ['a list', { result: [1, 2] }, '[1,2]', false],
    ['an object', { sky: 'blue', wind: 3 }, '{"sky":"blue","wind":3}', false],
    ['nothing', {}, '{}', false],
  ])('%s', ([, response, text, failed]) => {
    const [message] = contents({ parts: [{ functionResponse: { name: 'look', response } }] });
    const [result] = message?.content ?? [];
    expect(result?.kind === 'tool-result' && [result.content, result.isError ?? false]).toMatchObject([
      [{ kind: 'text', text }],
      failed,
    ]);
  });
});

describe('names in snake_case', () => {
  it('are read like the others, and lost fields are named as they were written', () => {
    const { request, residue, own } = decode({
      generation_config: { max_output_tokens: 5, thinking_config: { include_thoughts: true }, new_knob: 1 },
      safety_settings: [],
    });
    expect(request).toMatchObject({ maxOutputTokens: 5, reasoning: { summary: 'auto' } });
    expect(residue).toEqual(['/generation_config/new_knob']);
    expect(own.map(({ pointer }) => pointer)).toEqual(['/safety_settings']);
  });

  it('beside the other spelling of the same field are left over', () => {
    const { request, residue } = decode({ generationConfig: { topP: 0.5, top_p: 0.9 } });
    expect(request.sampling.topP).toBe(0.5);
    expect(residue).toEqual(['/generationConfig/top_p']);
  });
});

describe('settings', () => {
  it.for<[string, JsonObject, CanonicalRequest['reasoning']]>([
    ['a level', { thinkingLevel: 'HIGH' }, { effort: 'high' }],
    ['a level in lower case, as SDKs write it', { thinkingLevel: 'low' }, { effort: 'low' }],
    ['a budget', { thinkingBudget: 2048 }, { budgetTokens: 2048 }],
    ['no thinking', { thinkingBudget: 0 }, { effort: 'none' }],
    ['as the model likes', { thinkingBudget: -1 }, undefined],
    ['shown', { includeThoughts: true }, { summary: 'auto' }],
  ])('of thinking: %s', ([, thinkingConfig, reasoning]) => {
    expect(decode({ generationConfig: { thinkingConfig } }).request.reasoning).toEqual(reasoning);
  });

  it.for<[string, JsonObject, CanonicalRequest['toolChoice']]>([
    ['AUTO', { mode: 'AUTO' }, { kind: 'auto' }],
    ['none said', {}, { kind: 'auto' }],
    ['NONE', { mode: 'NONE' }, { kind: 'none' }],
    ['ANY', { mode: 'ANY' }, { kind: 'required' }],
    ['ANY of one', { mode: 'ANY', allowedFunctionNames: ['a'] }, { kind: 'tool', name: 'a' }],
    [
      'ANY of some',
      { mode: 'any', allowedFunctionNames: ['a', 'b'] },
      { kind: 'subset', mode: 'required', names: ['a', 'b'] },
    ],
    ['VALIDATED', { mode: 'VALIDATED' }, { kind: 'auto' }],
    [
      'VALIDATED of one',
      { mode: 'VALIDATED', allowedFunctionNames: ['a'] },
      { kind: 'subset', mode: 'auto', names: ['a'] },
    ],
  ])('of the choice of tools: %s', ([, functionCallingConfig, choice]) => {
    expect(decode({ toolConfig: { functionCallingConfig } }).request.toolChoice).toEqual(choice);
  });

  it('an answer in a type that only Google has is left to be refused', () => {
    const { request, residue } = decode({ generationConfig: { responseMimeType: 'text/x.enum' } });
    expect(request.output).toBeUndefined();
    expect(residue).toEqual(['/generationConfig/responseMimeType']);
  });

  it('a schema is JSON Schema for everybody else', () => {
    const responseSchema = { type: 'OBJECT', properties: { a: { type: 'STRING', nullable: true, max_length: '5' } } };
    expect(decode({ generationConfig: { responseSchema } }).request.output).toEqual({
      kind: 'json-schema',
      schema: { type: 'object', properties: { a: { type: ['string', 'null'], maxLength: 5 } } },
    });
  });
});
