import type { SideDialect } from '../dialect.js';
import type { VerbatimReader } from '../tap.js';
import { EventStreamTap } from './event-stream.tap.js';
import { wholeReader } from './whole.reader.js';

/** An answer that never streams; a vendor that streams it nevertheless is read to its end. */
function whole(evidence: string | null, usageNames?: readonly string[]): VerbatimReader {
  return { createTap: () => new EventStreamTap([], 0), readWhole: wholeReader(evidence, usageNames) };
}

/** `n` pictures make `n` last events; transcripts and speech one. */
function eventful(evidence: string | null, ...lastEvents: readonly string[]): VerbatimReader {
  return {
    createTap: ({ choices }) => new EventStreamTap(lastEvents, choices),
    readWhole: wholeReader(evidence),
  };
}

/** How the facts of side answers are read. The types of events: https://platform.openai.com/docs/api-reference */
export const SIDE_READERS = {
  'openai-embeddings': whole('"data"'),
  'openai-moderations': whole('"results"'),
  'openai-images': eventful('"data"', 'image_generation.completed'),
  'openai-image-edits': eventful('"data"', 'image_edit.completed'),
  // A transcript may be plain text, subtitles or JSON.
  'openai-transcriptions': eventful(null, 'transcript.text.done'),
  'openai-speech': eventful(null, 'speech.audio.done'),
  // Cohere says `meta.tokens` where the others say `usage`.
  rerank: whole('"results"', ['usage', 'tokens']),
} as const satisfies Partial<Record<SideDialect, VerbatimReader>>;
