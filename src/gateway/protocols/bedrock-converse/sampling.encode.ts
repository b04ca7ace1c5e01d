import type { JsonObject } from '../../../kernel/json.js';
import type { Feature } from '../canonical/feature.js';
import type { FeatureLoss } from '../canonical/loss.js';
import type { CanonicalRequest, Sampling } from '../canonical/request.js';
import { familyOf } from './model-family.js';

export interface EncodedSampling {
  readonly inferenceConfig?: JsonObject;
  /** For `additionalModelRequestFields`. */
  readonly fields: JsonObject;
  readonly losses: readonly FeatureLoss[];
}

const LOWEST_THINKING_TOP_P = 0.95;

/** @param barred whether the model was switched to a reasoning with which samplers do not go together */
export function encodeSampling(request: CanonicalRequest, { barred }: { readonly barred: boolean }): EncodedSampling {
  const losses: FeatureLoss[] = [];
  const report = (feature: Feature, disposition: FeatureLoss['disposition'], reason: string) => {
    losses.push({ feature, disposition, reason });
  };
  const sampling = barred ? thinkingSampling(request, report) : request.sampling;
  const temperature = clamp(sampling.temperature);
  if (temperature !== sampling.temperature) {
    report('temperature', 'adjusted', `Bedrock takes 0 to 1; ${temperature} is sent`);
  }
  const inferenceConfig: JsonObject = {
    maxTokens: request.maxOutputTokens,
    temperature,
    topP: sampling.topP,
    stopSequences: sampling.stop && sampling.stop.length > 0 ? [...sampling.stop] : undefined,
  };
  const isSaid = Object.values(inferenceConfig).some((value) => value !== undefined);
  return {
    inferenceConfig: isSaid ? inferenceConfig : undefined,
    fields: encodeTopK(request, sampling, report),
    losses,
  };
}

type Report = (feature: Feature, disposition: FeatureLoss['disposition'], reason: string) => void;

/** https://docs.claude.com/en/docs/build-with-claude/extended-thinking#feature-compatibility; Nova is as strict. */
function thinkingSampling({ sampling }: CanonicalRequest, report: Report): Sampling {
  const { temperature, topP, topK } = sampling;
  const reason = 'a model that reasons does not take it';
  const takesTemperature = temperature === undefined || temperature === 1;
  const takesTopP = topP === undefined || topP >= LOWEST_THINKING_TOP_P;
  if (!takesTemperature) report('temperature', 'dropped', reason);
  if (!takesTopP) report('top-p', 'dropped', reason);
  if (topK !== undefined) report('top-k', 'dropped', reason);
  return {
    ...sampling,
    temperature: takesTemperature ? temperature : undefined,
    topP: takesTopP ? topP : undefined,
    topK: undefined,
  };
}

function clamp(temperature: number | undefined): number | undefined {
  return temperature === undefined ? undefined : Math.min(1, Math.max(0, temperature));
}

/** Converse has no top_k of its own; where it goes is the model's. */
function encodeTopK({ model }: CanonicalRequest, { topK }: Sampling, report: Report): JsonObject {
  if (topK === undefined) return {};
  switch (familyOf(model)) {
    case 'claude':
      return { top_k: topK };
    case 'nova':
      return { inferenceConfig: { topK } };
    default:
      report('top-k', 'dropped', `Bedrock has no top_k for ${model}`);
      return {};
  }
}
