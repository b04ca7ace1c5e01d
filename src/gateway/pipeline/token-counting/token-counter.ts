import { Injectable } from '@nestjs/common';
import type { CanonicalRequest, ContentPart } from '../../protocols/canonical/request.js';

/** What Google counts for a picture (https://ai.google.dev/gemini-api/docs/tokens#multimodal-tokens). */
const TOKENS_OF_MEDIA = 258;
/** Role and separators of a message. */
const TOKENS_OF_MESSAGE = 4;

/** Estimates the tokens of a request whose vendor cannot be asked: what it would be in OpenAI's newest vocabulary. */
@Injectable()
export class TokenCounter {
  async count(request: CanonicalRequest): Promise<number> {
    // The vocabulary is some megabytes; most processes never count.
    const { countTokens } = await import('gpt-tokenizer');
    const contents = request.messages.map(({ content }) => content.map(textOf).join('\n'));
    const tools = (request.tools ?? []).map(({ name, description, parameters }) =>
      JSON.stringify({ name, description, parameters }),
    );
    const text = [...contents, ...tools].reduce((sum, piece) => sum + countTokens(piece), 0);
    const media = request.messages.flatMap(({ content }) => content).filter(isMedia).length;
    return text + media * TOKENS_OF_MEDIA + request.messages.length * TOKENS_OF_MESSAGE;
  }
}

function isMedia({ kind }: ContentPart): boolean {
  return kind === 'image' || kind === 'document' || kind === 'audio';
}

function textOf(part: ContentPart): string {
  switch (part.kind) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      return part.text;
    case 'tool-call':
      return `${part.name} ${part.arguments}`;
    case 'tool-result':
      return part.content.map(textOf).join('\n');
    case 'image':
    case 'document':
    case 'audio':
      return part.source.kind === 'text' ? part.source.text : '';
    default:
      return part satisfies never;
  }
}
