/**
 * A dialect is a wire format, not a vendor: several vendors speak `openai-chat`. These are the ones in which a client can
 * ask for an answer.
 */
export type ClientDialect =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic-messages'
  | 'gemini'
  | 'ollama-chat'
  | 'ollama-generate';

/** The ones in which a vendor can be asked for an answer. */
export type VendorDialect =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic-messages'
  | 'gemini'
  | 'ollama-chat'
  | 'bedrock-converse';

/** Wire formats of answers; each one's requests and streams can be translated into the others'. */
export type Dialect = ClientDialect | VendorDialect;

/** Wire formats of the calls beside answers. They pass as they are, or by a small translation of their own. */
export type SideDialect =
  | 'openai-embeddings'
  | 'openai-completions'
  | 'openai-moderations'
  | 'openai-images'
  | 'openai-image-edits'
  | 'openai-transcriptions'
  | 'openai-speech'
  | 'rerank'
  | 'anthropic-count-tokens'
  | 'gemini-count-tokens'
  | 'gemini-embeddings'
  | 'ollama-embed';

/** Whatever a call can be written in. */
export type WireFormat = Dialect | SideDialect;

/** How the events of a stream are framed on the wire, towards clients. */
export type Framing = 'sse' | 'ndjson';

/** What vendors use besides: AWS frames its streams in binary messages. */
export type VendorFraming = Framing | 'aws-event-stream';

/** What stands before the name of an exception in `WireFrame.event` of an AWS event stream. */
export const EXCEPTION_EVENT = 'exception:';
