/**
 * How a model is best asked. Responses alone gives reasoning back encrypted, so that it survives between turns; chat
 * takes what Responses has no word for (stop, seed, n, penalties).
 * - `responses-only`: chat completions answers 404 "This is not a chat model"
 * - `responses-first`: both, and it reasons
 * - `chat-first`: both
 * Sources: https://platform.openai.com/docs/models (the endpoints of each model) and
 * https://platform.openai.com/docs/guides/reasoning ("reasoning models work better with the Responses API").
 */
export type ModelSurface = 'responses-only' | 'responses-first' | 'chat-first';

/**
 * The first match decides. Dated names (`o3-pro-2025-06-10`) follow their family. Those of `responses-only` are
 * ResponsesOnlyModel of openai.openapi.yaml; every codex model belongs to them too ("only supported in v1/responses and
 * not in v1/chat/completions", alvinunreal/tmuxai#82).
 */
const SURFACES: readonly (readonly [names: RegExp, surface: ModelSurface])[] = [
  // The chat variants of GPT-5 do not reason, the first two o1 models were never on Responses.
  [/^gpt-5[\d.]*-chat\b/, 'chat-first'],
  [/^o1-(mini|preview)\b/, 'chat-first'],
  [/^(codex-|computer-use-|gpt-daybreak-)/, 'responses-only'],
  [/-(codex|cyber|pro|deep-research)\b/, 'responses-only'],
  [/^o[134]\b/, 'responses-first'],
  [/^gpt-[5-9]\b/, 'responses-first'],
];

export function surfaceOf(model: string): ModelSurface {
  return SURFACES.find(([names]) => names.test(baseOf(model)))?.[1] ?? 'chat-first';
}

/** Families that answer 400 to a reasoning effort. Names that are not known yet are taken for models that reason. */
const WITHOUT_EFFORT = /^(gpt-3\.5|gpt-4|chatgpt-|gpt-5-chat|o1-(mini|preview)\b)/;

export function takesEffort(model: string): boolean {
  return !WITHOUT_EFFORT.test(baseOf(model));
}

/** A fine-tuned model is named after its base: `ft:o4-mini-2025-04-16:team::id`. */
function baseOf(model: string): string {
  return model.replace(/^ft:/, '');
}
