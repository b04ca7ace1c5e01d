import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import { anthropicMessages } from './anthropic-messages/codec.js';
import { countTokensVerbatim, messagesVerbatim } from './anthropic-messages/verbatim.js';
import type { ClientCodec, VendorCodec } from './codec.js';
import type { ClientDialect, VendorDialect, WireFormat } from './dialect.js';
import { ollamaChat } from './ollama/chat/codec.js';
import { ollamaGenerate } from './ollama/generate/codec.js';
import { ollamaVerbatim } from './ollama/verbatim.js';
import { bedrockConverse } from './bedrock-converse/codec.js';
import { gemini } from './gemini/codec.js';
import { geminiCountVerbatim, geminiVerbatim } from './gemini/verbatim.js';
import { openaiChat } from './openai-chat/codec.js';
import { chatVerbatim } from './openai-chat/verbatim.js';
import { ollamaEmbedVerbatim } from './embeddings/ollama-embed.verbatim.js';
import { EMBEDDINGS_TRANSLATIONS } from './embeddings/translations.js';
import type { SideTranslation } from './side-translation.js';
import { SIDE_READERS } from './side/verbatim.js';
import { openaiResponses } from './openai-responses/codec.js';
import { responsesVerbatim } from './openai-responses/verbatim.js';
import type { VerbatimReader } from './tap.js';

/** Every wire format in which clients are served. */
export const CLIENT_CODECS: Readonly<Partial<Record<ClientDialect, ClientCodec>>> = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
  'openai-responses': openaiResponses,
  gemini,
  'ollama-chat': ollamaChat,
  'ollama-generate': ollamaGenerate,
};

/** Every wire format in which vendors are asked. */
export const VENDOR_CODECS: Readonly<Partial<Record<VendorDialect, VendorCodec>>> = {
  'openai-chat': openaiChat,
  'anthropic-messages': anthropicMessages,
  'openai-responses': openaiResponses,
  gemini,
  'ollama-chat': ollamaChat,
  'bedrock-converse': bedrockConverse,
};

/** How the facts of an answer are read where it passes by untouched. */
const VERBATIM_READERS: Readonly<Partial<Record<WireFormat, VerbatimReader>>> = {
  'openai-chat': chatVerbatim,
  // Legacy completions say finish_reason, usage and [DONE] in the same places.
  'openai-completions': chatVerbatim,
  'ollama-embed': ollamaEmbedVerbatim,
  ...SIDE_READERS,
  'ollama-chat': ollamaVerbatim,
  'ollama-generate': ollamaVerbatim,
  'anthropic-messages': messagesVerbatim,
  'anthropic-count-tokens': countTokensVerbatim,
  'openai-responses': responsesVerbatim,
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

/** How a side call of this format is said to a target that speaks these. */
export function sideTranslationTo(spoken: readonly WireFormat[], from: WireFormat): SideTranslation | undefined {
  return EMBEDDINGS_TRANSLATIONS.find((translation) => translation.from === from && spoken.includes(translation.to));
}

/**
 * Who words our own frames in a stream of this format. Side calls that stream are OpenAI's, and its SDKs throw on an error
 * event.
 */
export function speakerOf(format: WireFormat): Pick<ClientCodec, 'framing' | 'renderInterruption'> {
  return isClientDialect(format) ? clientCodec(format) : SIDE_SPEAKER;
}

const SIDE_SPEAKER: Pick<ClientCodec, 'framing' | 'renderInterruption'> = {
  framing: openaiChat.framing,
  renderInterruption: (error) => openaiChat.renderError(error).frame,
};

/** Formats whose errors are `{"error": "text"}`; everywhere else `error` is an object. */
const PLAIN_ERRORS: ReadonlySet<WireFormat> = new Set(['ollama-chat', 'ollama-generate', 'ollama-embed']);

/** Whether clients of this format can read a vendor's error body as it came. */
export function isErrorBody(format: WireFormat, body: JsonObject): boolean {
  return PLAIN_ERRORS.has(format) ? typeof body['error'] === 'string' : isJsonObject(body['error']);
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
