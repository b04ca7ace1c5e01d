import { anthropicMessagesDoor } from './anthropic-messages.door.ts';
import type { Door } from './door.ts';
import { geminiDoor } from './gemini.door.ts';
import { ollamaChatDoor, ollamaGenerateDoor } from './ollama.doors.ts';
import { openaiChatDoor } from './openai-chat.door.ts';
import { openaiResponsesDoor } from './openai-responses.door.ts';

export type { Door, Question, Reading } from './door.ts';

/** Every protocol in which the gateway serves clients. */
export const DOORS: readonly Door[] = [
  openaiChatDoor,
  openaiResponsesDoor,
  anthropicMessagesDoor,
  geminiDoor,
  ollamaChatDoor,
  ollamaGenerateDoor,
];
