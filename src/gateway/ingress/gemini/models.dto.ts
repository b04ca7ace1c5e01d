/** One model as the Gemini API lists it. */
export class GeminiModelResponse {
  /** @example "models/gemini-3-pro" */
  name!: string;
  displayName!: string;
  /** @example ["generateContent", "countTokens"] */
  supportedGenerationMethods!: string[];
}

export class GeminiModelListResponse {
  models!: GeminiModelResponse[];
}

export function geminiModel(id: string): GeminiModelResponse {
  return { name: `models/${id}`, displayName: id, supportedGenerationMethods: ['generateContent', 'countTokens'] };
}
