import { describe, expect, test } from 'vitest';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalRequest } from '../canonical/request.js';
import { bedrockConverse } from './codec.js';

const CLAUDE = 'anthropic.claude-sonnet-4-6';
const NOVA = 'amazon.nova-lite-v1:0';
const tools = [{ name: 'one' }, { name: 'two' }];
const CALLED: CanonicalRequest['messages'] = [
  { role: 'assistant', content: [{ kind: 'tool-call', id: 'c', name: 'one', arguments: '' }] },
  { role: 'tool', content: [{ kind: 'tool-result', callId: 'c', content: [] }] },
];

function encode(more: Partial<CanonicalRequest>) {
  const request: CanonicalRequest = { model: CLAUDE, stream: false, messages: [], sampling: {}, ...more };
  const { body, losses } = bedrockConverse.encodeRequest(request, EVERY_CAPABILITY);
  const { toolConfig, additionalModelRequestFields: fields } = JSON.parse(JSON.stringify(body)) as {
    toolConfig?: { tools: { toolSpec: { name: string } }[]; toolChoice?: object };
    additionalModelRequestFields?: object;
  };
  return {
    toolConfig,
    fields,
    names: toolConfig?.tools.map(({ toolSpec }) => toolSpec.name),
    choice: toolConfig?.toolChoice,
    losses: losses.map(({ feature, disposition }) => [feature, disposition]),
  };
}

test('a tool is described as Converse wants it', () => {
  const parameters = { type: 'object', properties: { a: { type: 'string' } } };
  const { toolConfig } = encode({
    tools: [
      { name: 'full', description: 'd', parameters, strict: true },
      { name: 'bare', description: '' },
    ],
  });
  expect(toolConfig).toEqual({
    tools: [
      { toolSpec: { name: 'full', description: 'd', inputSchema: { json: parameters }, strict: true } },
      { toolSpec: { name: 'bare', inputSchema: { json: { type: 'object', properties: {} } } } },
    ],
  });
});

describe('tool choice', () => {
  test.each([
    [{ kind: 'auto' }, { auto: {} }],
    [{ kind: 'required' }, { any: {} }],
    [{ kind: 'tool', name: 'two' }, { tool: { name: 'two' } }],
  ] as const)('%j is %j', (toolChoice, sent) => {
    expect(encode({ tools, toolChoice })).toMatchObject({ names: ['one', 'two'], choice: sent, losses: [] });
  });

  test.each([
    ['auto', { auto: {} }, 'tool-choice-subset'],
    ['required', { any: {} }, 'tool-choice-required-subset'],
  ] as const)('a subset (%s) sends only the allowed tools', (mode, choice, feature) => {
    expect(encode({ tools, toolChoice: { kind: 'subset', mode, names: ['two'] } })).toMatchObject({
      names: ['two'],
      choice,
      losses: [
        [feature, 'adjusted'],
        ['tools', 'adjusted'],
      ],
    });
  });

  test('none sends no tools', () => {
    expect(encode({ tools, toolChoice: { kind: 'none' } })).toEqual({
      losses: [
        ['tool-choice-none', 'adjusted'],
        ['tools', 'adjusted'],
        ['tools', 'adjusted'],
      ],
    });
  });

  test('none keeps them where earlier calls need them, and Claude is told not to call', () => {
    expect(encode({ tools, toolChoice: { kind: 'none' }, messages: CALLED })).toMatchObject({
      names: ['one', 'two'],
      choice: undefined,
      fields: { tool_choice: { type: 'none' } },
      losses: [['tool-choice-none', 'adjusted']],
    });
    expect(encode({ tools, toolChoice: { kind: 'none' }, messages: CALLED, model: NOVA }).fields).toBeUndefined();
  });
});

test('earlier calls without any tool have theirs listed by name', () => {
  expect(encode({ messages: CALLED })).toMatchObject({
    names: ['one'],
    fields: { tool_choice: { type: 'none' } },
    losses: [['tool-call-history', 'adjusted']],
  });
});

describe('one call at a time', () => {
  test.each([
    [undefined, { type: 'auto' }],
    [{ kind: 'auto' }, { type: 'auto' }],
    [{ kind: 'required' }, { type: 'any' }],
    [
      { kind: 'tool', name: 'two' },
      { type: 'tool', name: 'two' },
    ],
  ] as const)('with %j is said to Claude in its own words', (toolChoice, words) => {
    expect(encode({ tools, toolChoice, parallelToolCalls: false })).toMatchObject({
      choice: undefined,
      fields: { tool_choice: { ...words, disable_parallel_tool_use: true } },
      losses: [],
    });
  });

  test('cannot be said to others', () => {
    expect(encode({ tools, parallelToolCalls: false, model: NOVA })).toMatchObject({
      names: ['one', 'two'],
      losses: [['single-tool-call', 'dropped']],
    });
  });

  test('is no wish without tools', () => {
    expect(encode({ parallelToolCalls: false })).toEqual({ losses: [] });
  });
});
