/** The protocols in which the load can be sent, as their clients write a request of one text conversation. */

export interface Turn {
  readonly role: 'user' | 'assistant';
  readonly text: string;
}

interface Door {
  path(model: string, stream: boolean): string;
  /** The header that carries the gateway key. */
  key(key: string): string;
  body(call: { readonly model: string; readonly stream: boolean; readonly turns: readonly Turn[] }): object;
  /** What every stream ends with; at most 16 bytes. */
  readonly ending: string;
}

const bearer = (key: string) => `authorization: Bearer ${key}`;
const asked = ({ model, stream }: { readonly model: string; readonly stream: boolean }) => ({
  model,
  ...(stream && { stream }),
});
const messages = (turns: readonly Turn[]) => turns.map(({ role, text }) => ({ role, content: text }));

export const DOORS = {
  'openai-chat': {
    path: () => '/v1/chat/completions',
    key: bearer,
    body: ({ turns, model, stream }) => ({
      model,
      messages: messages(turns),
      temperature: 0.7,
      max_tokens: 512,
      ...(stream && { stream }),
    }),
    ending: 'data: [DONE]\n\n',
  },
  'openai-responses': {
    path: () => '/v1/responses',
    key: bearer,
    body: ({ turns, ...call }) => ({ ...asked(call), input: messages(turns), max_output_tokens: 512, store: false }),
    ending: '}\n\n',
  },
  'anthropic-messages': {
    path: () => '/v1/messages',
    key: (key) => `x-api-key: ${key}`,
    body: ({ turns, ...call }) => ({ ...asked(call), messages: messages(turns), max_tokens: 512 }),
    ending: 'message_stop"}\n\n',
  },
  gemini: {
    path: (model, stream) => `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    key: (key) => `x-goog-api-key: ${key}`,
    body: ({ turns }) => ({
      contents: turns.map(({ role, text }) => ({ role: role === 'user' ? 'user' : 'model', parts: [{ text }] })),
      generationConfig: { maxOutputTokens: 512 },
    }),
    ending: '}',
  },
  'ollama-chat': {
    path: () => '/api/chat',
    key: bearer,
    body: ({ turns, model, stream }) => ({ model, stream, messages: messages(turns), options: { num_predict: 512 } }),
    ending: '}\n',
  },
} as const satisfies Record<string, Door>;

export type DoorName = keyof typeof DOORS;
