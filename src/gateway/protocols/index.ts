import type { ProtocolCodec } from './codec.js';
import type { Dialect } from './dialect.js';
import { ollamaChat } from './ollama-chat/codec.js';
import { openaiChat } from './openai-chat/codec.js';
import { chatVerbatim } from './openai-chat/verbatim.js';
import type { VerbatimReader } from './tap.js';

/** Every wire format the gateway can read and write. */
export const CODECS = {
  'openai-chat': openaiChat,
  'ollama-chat': ollamaChat,
} as const satisfies Partial<Record<Dialect, ProtocolCodec>>;

/** How the facts of an answer are read where it passes by untouched. */
const VERBATIM_READERS: Partial<Record<Dialect, VerbatimReader>> = {
  'openai-chat': chatVerbatim,
};

/** Throws for a dialect without a codec: a provider or door was registered before its protocol. */
export function codecFor(dialect: Dialect): ProtocolCodec {
  return known<ProtocolCodec>(CODECS, dialect);
}

export function verbatimReaderFor(dialect: Dialect): VerbatimReader {
  return known(VERBATIM_READERS, dialect);
}

function known<Entry>(registry: Partial<Record<Dialect, Entry>>, dialect: Dialect): Entry {
  const entry = registry[dialect];
  if (entry === undefined) throw new Error(`No codec for the dialect "${dialect}"`);
  return entry;
}
