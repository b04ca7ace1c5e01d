/**
 * Whose model a Bedrock id names. Converse is one API, but some of its fields are taken by some models only, and what is
 * special to a model goes into `additionalModelRequestFields`. `unknown`: the ARN of an application inference profile or
 * of an imported model, which names none.
 */
export type ModelFamily = 'claude' | 'nova' | 'gpt-oss' | 'mistral' | 'other' | 'unknown';

const MARKS: readonly (readonly [mark: RegExp, family: ModelFamily])[] = [
  [/anthropic\.claude/, 'claude'],
  [/amazon\.nova/, 'nova'],
  [/openai\./, 'gpt-oss'],
  [/mistral\./, 'mistral'],
  // Foundation models and inference profiles carry the model's name also as ARNs.
  [/^arn:(?!.*[:/](?:foundation-model|inference-profile)\/)/, 'unknown'],
];

/** @param model `us.anthropic.claude-sonnet-4-6`, `amazon.nova-lite-v1:0`, `arn:aws:bedrock:…` */
export function familyOf(model: string): ModelFamily {
  return MARKS.find(([mark]) => mark.test(model))?.[1] ?? 'other';
}

/**
 * How a Claude model can be made to think (https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html):
 * with a token budget since 3.7, by itself since 4.6, and only by itself since 4.7.
 */
export type ClaudeThinking = 'none' | 'budget' | 'either' | 'adaptive';

export function claudeThinking(model: string): ClaudeThinking {
  const version = claudeVersion(model);
  // A name without a version is newer than this table.
  if (version === undefined || version >= 4.7) return 'adaptive';
  if (version >= 4.6) return 'either';
  return version >= 3.7 ? 'budget' : 'none';
}

/** `claude-3-7-sonnet-20250219-v1:0` is 3.7, `claude-sonnet-4-20250514` is 4, `claude-opus-4-6-v1` is 4.6. */
function claudeVersion(model: string): number | undefined {
  const [, major, minor = '0'] = /claude-(?:[a-z]+-)?(\d)(?:-(\d))?(?!\d)/.exec(model) ?? [];
  return major === undefined ? undefined : Number(`${major}.${minor}`);
}
