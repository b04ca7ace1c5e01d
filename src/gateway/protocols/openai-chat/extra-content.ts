import { isJsonObject, type JsonObject } from '../../../kernel/json.js';
import { packSignature, type Signature, unpackSignature } from '../canonical/signature.js';
import { seal, unseal } from './native-signature.js';

/**
 * The signature of a tool call, where Google's own OpenAI endpoint has it
 * (https://ai.google.dev/gemini-api/docs/thought-signatures#openai): `{"google": {"thought_signature"}}`.
 */
export function encodeExtraContent(signature: Signature): JsonObject {
  const own = signature.issuer === 'openai-chat' ? unseal(signature) : null;
  return own ?? { google: { thought_signature: packSignature(signature, 'openai-chat') } };
}

/** One of another vendor that the gateway put there, or else the server's own, whole: Vertex writes it under `vertex`. */
export function decodeExtraContent(content: JsonObject): Signature {
  const { google } = content;
  const text = isJsonObject(google) ? google['thought_signature'] : undefined;
  if (typeof text === 'string') {
    const signature = unpackSignature(text, 'openai-chat');
    if (signature.issuer !== 'openai-chat') return signature;
  }
  return seal(content);
}
