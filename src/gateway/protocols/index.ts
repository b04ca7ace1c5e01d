import type { ClientCodec, VendorCodec } from './codec.js';
import type { ClientDialect, VendorDialect, WireFormat } from './dialect.js';
import { gemini } from './gemini/codec.js';
import { geminiCountVerbatim, geminiVerbatim } from './gemini/verbatim.js';
import { ollamaChat } from './ollama-chat/codec.js';
import { openaiChat } from './openai-chat/codec.js';
import { chatVerbatim } from './openai-chat/verbatim.js';
import type { VerbatimReader } from './tap.js';

/** Every wire format in which clients are served. */
export const CLIENT_CODECS: Readonly<Partial<Record<ClientDialect, ClientCodec>>> = {
  'openai-chat': openaiChat,
  gemini,
  'ollama-chat': ollamaChat,
};

/** Every wire format in which vendors are asked. */
export const VENDOR_CODECS: Readonly<Partial<Record<VendorDialect, VendorCodec>>> = {
  'openai-chat': openaiChat,
  gemini,
  'ollama-chat': ollamaChat,
};

/** How the facts of an answer are read where it passes by untouched. */
const VERBATIM_READERS: Readonly<Partial<Record<WireFormat, VerbatimReader>>> = {
  'openai-chat': chatVerbatim,
  gemini: geminiVerbatim,
  'gemini-count-tokens': geminiCountVerbatim,
};

/** Throws for a dialect without a codec: a door was registered before its protocol. */
export function clientCodec(dialect: ClientDialect): ClientCodec {
  return known(CLIENT_CODECS, dialect);
}

/** Throws for a dialect without a codec: a provider was registered before its protocol. */
export function vendorCodec(dialect: VendorDialect): VendorCodec {
  return known(VENDOR_CODECS, dialect);
}

export function verbatimReaderFor(format: WireFormat): VerbatimReader {
  return known(VERBATIM_READERS, format);
}

/** Whether answers of this format can be translated: it is no side call. */
export function isClientDialect(format: WireFormat): format is ClientDialect {
  return Object.hasOwn(CLIENT_CODECS, format);
}

export function isVendorDialect(format: WireFormat): format is VendorDialect {
  return Object.hasOwn(VENDOR_CODECS, format);
}

function known<Key extends string, Entry>(registry: Readonly<Partial<Record<Key, Entry>>>, key: Key): Entry {
  const entry = registry[key];
  if (entry === undefined) throw new Error(`Nothing is registered for the wire format "${key}"`);
  return entry;
}
