import type { Scenario } from './scenarios.ts';
import { json } from './scenarios.ts';

/** Answers in Gemini's shapes: each chunk of a stream is a whole GenerateContentResponse. */
const ANSWER = { modelVersion: 'gemini-fake-001', responseId: 'resp-fake' };

/** 11 tokens in; out 7, of which the text is 4 and the thoughts are 3. */
export const GEMINI_USAGE = {
  promptTokenCount: 11,
  candidatesTokenCount: 4,
  thoughtsTokenCount: 3,
  totalTokenCount: 18,
};

export const GEMINI_MODELS = {
  models: [{ name: 'models/gemini-fake', version: '001', supportedGenerationMethods: ['generateContent'] }],
};

export interface GeminiPart {
  readonly text?: string;
  readonly thought?: boolean;
  readonly thoughtSignature?: string;
  readonly functionCall?: { readonly name: string; readonly args?: object; readonly id?: string };
}

/** One chunk, or the whole answer where it has a reason. */
export function geminiChunk(parts: readonly GeminiPart[], finishReason?: string): object {
  return {
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...(finishReason && { finishReason }) }],
    usageMetadata: GEMINI_USAGE,
    ...ANSWER,
  };
}

/** Its separator is CRLF CRLF, and no terminator follows. */
export function geminiFrame(chunk: object): string {
  return `data: ${JSON.stringify(chunk)}\r\n\r\n`;
}

export const geminiStream =
  (chunks: readonly object[]): Scenario =>
  async (exchange) => {
    exchange.startStream('sse');
    for (const chunk of chunks) await exchange.send(geminiFrame(chunk));
    exchange.end();
  };

export const geminiError = (status: number, word: string, message: string, details: readonly object[] = []): Scenario =>
  json({ error: { code: status, message, status: word, details } }, status);

/** The metadata server of a machine at Google: who says this header is one. */
export const METADATA: Scenario = (exchange) =>
  exchange.respond(200, 'project-fake', { 'metadata-flavor': 'Google', 'content-type': 'application/text' });

export const accessToken = (token: string, expiresIn = 3599): Scenario =>
  json({ access_token: token, expires_in: expiresIn, token_type: 'Bearer' }, 200, { 'metadata-flavor': 'Google' });
