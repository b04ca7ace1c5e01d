import type { KeptAnswer } from '../../src/gateway/cache/kept-answer.js';

/** A short whole answer; a test names what it is about. */
export function aKeptAnswer(other: Partial<KeptAnswer> = {}): KeptAnswer {
  return {
    kind: 'whole',
    contentType: null,
    provider: 'openai',
    model: 'gpt-fake',
    headers: [],
    stopReason: 'stop',
    usage: null,
    keptAt: Date.UTC(2026, 0, 1),
    blocks: [Buffer.from('{}')],
    ...other,
  };
}
