import { isJsonObject, type JsonObject, parseJsonObject } from '../../kernel/json.js';
import type { VendorError } from './provider.js';

/** What a model or another vendor said inside an error may be long; so much of it is kept. */
const QUOTED_CHARACTERS = 1000;

/**
 * Error bodies of the OpenAI family: `{"error": {message, type, param, code}}`, and the variants seen in recorded
 * traffic: xAI's `{"code", "error": "text"}`, Mistral's flat object, FastAPI's `{"detail"}` as text or as a list.
 */
export function readOpenAiError(status: number, body: string): VendorError {
  const parsed = parseJsonObject(body);
  if (parsed === null) {
    const text = body.trim();
    if (text === '') return { message: `The provider answered ${status} without a body.` };
    // Proxies and edges in between answer with pages; their markup helps nobody.
    if (text.startsWith('<'))
      return { message: `The provider answered ${status} with a page instead of its protocol.` };
    return { message: text.slice(0, 500) };
  }
  const nested = parsed['error'];
  const source = isJsonObject(nested) ? nested : parsed;
  const problems = validationProblems(source);
  const message = [source['message'], nested, source['detail'], parsed['message'], problems?.message].find(
    (candidate): candidate is string => typeof candidate === 'string' && candidate !== '',
  );
  const text = (key: string) => (typeof source[key] === 'string' ? source[key] : undefined);
  const code = source['code'];
  return {
    message: `${message ?? `The provider answered ${status}.`}${quotedIn(source)}`,
    type: text('type'),
    param: text('param') ?? problems?.param ?? null,
    code: typeof code === 'number' ? String(code) : typeof code === 'string' ? code : null,
  };
}

/** `[{"loc": ["body", "store"], "msg": "Extra inputs are not permitted"}]`, under `detail` or under `message.detail`. */
function validationProblems({ detail, message }: JsonObject): { message: string; param: string } | undefined {
  const list = Array.isArray(detail) ? detail : isJsonObject(message) ? message['detail'] : undefined;
  if (!Array.isArray(list)) return undefined;
  const problems = list.filter(isJsonObject).map(({ loc, msg }) => ({
    place: (Array.isArray(loc) ? loc : []).filter((step) => step !== 'body').join('.'),
    text: typeof msg === 'string' ? msg : 'it is not accepted',
  }));
  const [first] = problems;
  if (first === undefined) return undefined;
  return { message: problems.map(({ place, text }) => `${place}: ${text}`).join('; '), param: first.place };
}

/** What stands beside the message and tells more than it: Groq's broken tool call, the vendor behind OpenRouter. */
function quotedIn({ failed_generation: generation, metadata }: JsonObject): string {
  if (typeof generation === 'string' && generation !== '') {
    return ` The model wrote: ${generation.slice(0, QUOTED_CHARACTERS)}`;
  }
  if (!isJsonObject(metadata) || typeof metadata['raw'] !== 'string') return '';
  const { provider_name: vendor, raw } = metadata;
  return ` (${typeof vendor === 'string' ? `${vendor}: ` : ''}${raw.slice(0, QUOTED_CHARACTERS)})`;
}
