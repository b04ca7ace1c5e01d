/** What makes a request at each door mean the same answer each time, and leave nothing behind. */
export const COLD: Readonly<Record<string, object>> = {
  'openai-chat': { temperature: 0 },
  'openai-responses': { temperature: 0, store: false },
  'anthropic-messages': { temperature: 0 },
  gemini: { generationConfig: { temperature: 0 } },
  'ollama-chat': { options: { temperature: 0 } },
  'ollama-generate': { options: { temperature: 0 } },
};
