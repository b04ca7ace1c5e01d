/** What Claude models differ in, as far as it decides how a request is written. */
export interface ModelRules {
  /** Largest `max_tokens`; what is sent where the client said nothing, for the field is required. */
  readonly maxOutputTokens: number;
  /** How thinking is asked for: with a token budget, as the model's own choice guided by an effort, or either way. */
  readonly thinking: 'none' | 'budget' | 'either' | 'adaptive';
  /** How it is switched off; `never` where it cannot be. */
  readonly thinkingOff: 'disabled' | 'between_tools' | 'never';
  /** The values of `output_config.effort` that it knows, from the lowest. */
  readonly efforts: readonly string[];
  /** Whether it takes temperature, top_p and top_k at all. */
  readonly sampling: boolean;
}

const NO_EFFORTS: readonly string[] = [];
const EFFORTS = ['low', 'medium', 'high'] as const;
const ALL_EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

const withoutThinking = (maxOutputTokens: number): ModelRules => ({
  maxOutputTokens,
  thinking: 'none',
  thinkingOff: 'disabled',
  efforts: NO_EFFORTS,
  sampling: true,
});

const withBudget = (maxOutputTokens: number): ModelRules => ({
  ...withoutThinking(maxOutputTokens),
  thinking: 'budget',
});

const ADAPTIVE: ModelRules = {
  maxOutputTokens: 128_000,
  thinking: 'adaptive',
  thinkingOff: 'disabled',
  efforts: ALL_EFFORTS,
  sampling: false,
};
const ALWAYS_THINKING: ModelRules = { ...ADAPTIVE, thinkingOff: 'never' };

/**
 * By what the name holds: the same models are called `claude-…`, `anthropic.claude-…-v1:0` and `claude-…@date` on the
 * various platforms. The first match counts. Sources, read 2026-11:
 * https://platform.claude.com/docs/en/about-claude/models/overview (largest outputs),
 * https://platform.claude.com/docs/en/build-with-claude/thinking-troubleshooting (thinking by model),
 * https://platform.claude.com/docs/en/build-with-claude/effort (efforts by model), and the deprecation notes of
 * temperature, top_p and top_k in anthropic.openapi.json.
 */
const RULES: readonly (readonly [name: RegExp, rules: ModelRules])[] = [
  [/claude-3-haiku|claude-3-opus|claude-3-sonnet/, withoutThinking(4096)],
  [/claude-3-5/, withoutThinking(8192)],
  [/claude-3-7|claude-(sonnet|haiku|opus)-4-5|claude-sonnet-4(-\d{8}|@|-0|$)/, withBudget(64_000)],
  [/claude-opus-4(-\d{8}|@|-0|-1|$)/, withBudget(32_000)],
  [/claude-(opus|sonnet)-4-6/, { ...ADAPTIVE, thinking: 'either', efforts: [...EFFORTS, 'max'], sampling: true }],
  [/claude-sonnet-5-5/, { ...ADAPTIVE, thinkingOff: 'between_tools' }],
  [/claude-opus-5-5|claude-(fable|mythos)/, ALWAYS_THINKING],
  [/claude-/, ADAPTIVE],
];

/** Servers that only speak this dialect (Ollama, proxies) keep to its common ground. */
const OTHERS: ModelRules = { ...withBudget(4096) };

export function rulesFor(model: string): ModelRules {
  return RULES.find(([name]) => name.test(model))?.[1] ?? OTHERS;
}
