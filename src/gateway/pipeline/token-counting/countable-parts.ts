import { assertNever } from '../../../kernel/assert-never.js';
import type { CanonicalRequest, ContentPart, MediaSource } from '../../protocols/canonical/request.js';

/** What chat formats add around each message (role and separators), after OpenAI's cookbook on counting tokens. */
const PER_MESSAGE = 4;
/** The same around each tool's definition. */
const PER_TOOL = 8;
/**
 * An image as the vendors scale it down to: about 1,600 tokens is Anthropic's largest
 * (https://platform.claude.com/docs/en/build-with-claude/vision), OpenAI's and Gemini's are below it. Smaller ones cost less.
 */
const PER_IMAGE = 1600;
/** One page of a PDF takes 1,500 to 3,000 (https://platform.claude.com/docs/en/build-with-claude/pdf-support). */
const PER_PAGE = 2250;
/** How large a page of a PDF usually is. Base64 characters. */
const PAGE_LENGTH = 100_000;
/** 32 tokens a second (https://ai.google.dev/gemini-api/docs/audio), 16 kB a second as MP3. Base64 characters. */
const AUDIO_CHARACTERS_PER_TOKEN = 670;

export interface CountableParts {
  /** What a tokenizer can count. */
  readonly texts: readonly string[];
  /** Tokens of the rest: media by flat estimates, and what stands between the texts. */
  readonly flat: number;
}

export function countableParts(request: CanonicalRequest): CountableParts {
  const texts: string[] = [];
  let flat = 0;
  const add = (part: ContentPart): void => {
    switch (part.kind) {
      case 'text':
      case 'refusal':
      case 'reasoning':
        texts.push(part.text);
        break;
      case 'tool-call':
        texts.push(part.name, part.arguments);
        break;
      case 'tool-result':
        part.content.forEach(add);
        break;
      case 'image':
        flat += PER_IMAGE;
        break;
      case 'document':
        if (part.source.kind === 'text') texts.push(part.source.text);
        else flat += PER_PAGE * Math.ceil(lengthOf(part.source) / PAGE_LENGTH);
        break;
      case 'audio':
        flat += Math.ceil(lengthOf(part.source) / AUDIO_CHARACTERS_PER_TOKEN);
        break;
      default:
        assertNever(part);
    }
  };
  for (const message of request.messages) {
    flat += PER_MESSAGE;
    message.content.forEach(add);
  }
  for (const { name, description = '', parameters = {} } of request.tools ?? []) {
    flat += PER_TOOL;
    texts.push(name, description, JSON.stringify(parameters));
  }
  return { texts, flat };
}

/** What is not here (a URL, a stored file) counts as one page. */
function lengthOf(source: MediaSource): number {
  return source.kind === 'base64' ? source.data.length : PAGE_LENGTH;
}
