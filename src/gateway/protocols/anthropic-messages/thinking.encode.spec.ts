import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { EVERY_CAPABILITY } from '../canonical/capabilities.js';
import type { CanonicalRequest } from '../canonical/request.js';
import { encodeRequest } from './request.encode.js';

const QUESTION: CanonicalRequest = { model: 'claude-sonnet-4-5', stream: false, messages: [], sampling: {} };

/** The body as it would be sent, and what was lost as `feature: disposition`. */
function encode(more: Partial<CanonicalRequest>) {
  const { body, losses } = encodeRequest({ ...QUESTION, ...more }, EVERY_CAPABILITY);
  const sent = JSON.parse(JSON.stringify(body)) as JsonObject;
  return { sent, lost: losses.map(({ feature, disposition }) => `${feature}: ${disposition}`) };
}

describe('reasoning', () => {
  const effort = (word: 'none' | 'minimal' | 'medium' | 'xhigh' | 'max') => ({ reasoning: { effort: word } });

  it.for<[string, Partial<CanonicalRequest>, object, string[]]>([
    ['an effort as a budget', effort('medium'), { thinking: { type: 'enabled', budget_tokens: 8192 } }, []],
    ['a budget', { reasoning: { budgetTokens: 3000 } }, { thinking: { type: 'enabled', budget_tokens: 3000 } }, []],
    [
      'a budget too small',
      { reasoning: { budgetTokens: 10 } },
      { thinking: { budget_tokens: 1024 } },
      ['reasoning-budget: adjusted'],
    ],
    [
      'a budget that leaves no room',
      { reasoning: { budgetTokens: 5000 }, maxOutputTokens: 2000 },
      { thinking: { budget_tokens: 1600 } },
      ['reasoning-budget: adjusted'],
    ],
    [
      'max_tokens too small to think',
      { ...effort('medium'), maxOutputTokens: 500 },
      { max_tokens: 500 },
      ['reasoning-effort: dropped'],
    ],
    ['off', effort('none'), { thinking: { type: 'disabled' } }, []],
    ['a budget of nothing', { reasoning: { budgetTokens: 0 } }, { thinking: { type: 'disabled' } }, []],
    [
      'a forced call',
      { ...effort('medium'), tools: [{ name: 'a' }], toolChoice: { kind: 'required' } },
      { tool_choice: { type: 'any' } },
      ['reasoning-effort: dropped'],
    ],
    [
      'a model that does not think',
      { ...effort('medium'), model: 'claude-3-haiku' },
      {},
      ['reasoning-effort: dropped'],
    ],
    [
      'a newer model',
      { ...effort('xhigh'), model: 'claude-opus-4-8' },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } },
      [],
    ],
    [
      'an effort that it does not know',
      { ...effort('minimal'), model: 'claude-opus-4-8' },
      { output_config: { effort: 'low' } },
      ['reasoning-effort: adjusted'],
    ],
    [
      'xhigh where there is none',
      { ...effort('xhigh'), model: 'claude-opus-4-6' },
      { output_config: { effort: 'high' } },
      ['reasoning-effort: adjusted'],
    ],
    [
      'a budget where there is none',
      { reasoning: { budgetTokens: 3000 }, model: 'claude-opus-4-8' },
      { thinking: { type: 'adaptive' } },
      ['reasoning-budget: adjusted'],
    ],
    [
      'a budget where both go',
      { reasoning: { budgetTokens: 3000 }, model: 'claude-opus-4-6' },
      { thinking: { type: 'enabled', budget_tokens: 3000 } },
      [],
    ],
    [
      'off where it cannot be',
      { ...effort('none'), model: 'claude-opus-5-5' },
      { output_config: { effort: 'low' } },
      ['reasoning-effort: adjusted'],
    ],
    [
      'off where it can be less',
      { ...effort('none'), model: 'claude-sonnet-5-5' },
      { thinking: { type: 'between_tools' } },
      ['reasoning-effort: adjusted'],
    ],
  ])('%s', ([, more, body, losses]) => {
    const { sent, lost } = encode(more);
    expect(sent).toMatchObject(body);
    expect(lost).toEqual(losses);
    if (losses.some((loss) => loss.endsWith('dropped'))) expect(sent).not.toHaveProperty('thinking');
  });

  it('is not said where the client did not', () => {
    const { sent } = encode({});
    expect(sent).not.toHaveProperty('thinking');
    expect(sent).not.toHaveProperty('output_config');
  });
});

describe('sampling', () => {
  it('temperature is at most 1', () => {
    const { sent, lost } = encode({ sampling: { temperature: 1.7, topP: 0.5, topK: 3 } });
    expect(sent).toMatchObject({ temperature: 1, top_p: 0.5, top_k: 3 });
    expect(lost).toEqual(['temperature: adjusted']);
  });

  it('newer models take none of it, but the default said aloud', () => {
    const { sent, lost } = encode({ model: 'claude-opus-4-8', sampling: { temperature: 0.2, topP: 0.5, topK: 3 } });
    expect(sent).not.toHaveProperty('temperature');
    expect(lost).toEqual(['temperature: dropped', 'top-p: dropped', 'top-k: dropped']);
    expect(encode({ model: 'claude-opus-4-8', sampling: { temperature: 1 } })).toMatchObject({
      sent: { temperature: 1 },
      lost: [],
    });
  });

  it('thinking leaves no room for temperature and top_k', () => {
    const { lost } = encode({ reasoning: { effort: 'low' }, sampling: { temperature: 0.2, topP: 0.96, topK: 3 } });
    expect(lost).toEqual(['temperature: dropped', 'top-k: dropped']);
  });

  it('stop sequences of white space are left out', () => {
    const { sent, lost } = encode({ sampling: { stop: ['END', '\n'] } });
    expect(sent).toMatchObject({ stop_sequences: ['END'] });
    expect(lost).toEqual(['stop: adjusted']);
  });
});
