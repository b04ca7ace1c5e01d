/** Whose fault it is. The same word appears in body, log, metric and trace. */
export type Fault = 'caller' | 'policy' | 'provider' | 'gateway';
type Level = 'debug' | 'info' | 'warn' | 'error';

interface CatalogueEntry {
  readonly status: number;
  readonly fault: Fault;
  readonly level: Level;
  /** OpenAI's `error.type`; other dialects derive theirs from the status. */
  readonly type: string;
  /** Says what happened and what to do next. `{name}` is filled from the error's details. */
  readonly text: string;
}

const caller = { fault: 'caller', level: 'info', type: 'invalid_request_error' } as const;
const policy = { fault: 'policy', level: 'info', type: 'invalid_request_error' } as const;
const provider = { fault: 'provider', level: 'warn', type: 'provider_error' } as const;
const gateway = { fault: 'gateway', level: 'error', type: 'server_error' } as const;

/** Every error a client can get from the gateway. What is not listed becomes an opaque `internal_error`. */
export const ERROR_CATALOGUE = {
  // The caller's request
  invalid_json: { ...caller, status: 400, text: 'The body is not valid JSON: {reason}.' },
  invalid_body: { ...caller, status: 400, text: 'The body must be a JSON object, not {actual}.' },
  invalid_form: { ...caller, status: 400, text: 'The multipart form cannot be read: {reason}.' },
  missing_field: { ...caller, status: 400, text: 'Missing required field "{param}". {hint}' },
  invalid_field: { ...caller, status: 400, text: 'Invalid value for "{param}": {reason}.' },
  duplicate_field: {
    ...caller,
    status: 400,
    text: 'The field "{param}" appears more than once; send it once.',
  },
  nested_too_deep: {
    ...caller,
    status: 400,
    text: 'The JSON at "{param}" is nested deeper than {limit} levels; flatten it.',
  },
  unsupported_parameter: {
    ...caller,
    status: 400,
    text: '"{param}" cannot be carried to {target}: {reason}. Remove it or choose a model that supports it.',
  },
  body_too_large: {
    ...caller,
    status: 413,
    text: 'The body is larger than {limit} bytes. Send less, or raise {setting} on the gateway.',
  },
  unsupported_media_type: {
    ...caller,
    status: 415,
    text: 'Content type "{actual}" is not supported here; send {expected}.',
  },
  body_incomplete: { ...caller, status: 400, text: 'The body ended before its announced length.' },
  invalid_http: { ...caller, status: 400, text: 'This is not a valid HTTP request: {reason}.' },
  request_timeout: {
    ...caller,
    status: 408,
    text: 'The request did not arrive in time. Send it again, without pauses.',
  },
  headers_too_large: {
    ...caller,
    status: 431,
    text: 'The request line and headers are larger than {limit} bytes together. Send less of them.',
  },
  route_not_found: { ...caller, status: 404, text: 'There is no {method} {path}. See /docs for what there is.' },
  not_found: { ...caller, status: 404, text: 'No such {resource}.' },
  response_not_found: { ...caller, status: 404, text: "Response with id '{id}' not found." },
  // 400, not 404: so OpenAI answers, and clients look for this code to start over.
  previous_response_not_found: { ...caller, status: 400, text: "Previous response with id '{id}' not found." },
  item_not_found: {
    ...caller,
    status: 404,
    text: 'Item with id \'{id}\' not found. Answers are not kept with "store": false; send the item itself instead.',
  },
  conversation_too_long: {
    ...caller,
    status: 400,
    text:
      'The conversation before "{id}" has become too long to be continued from the gateway\'s memory: it has {actual}, ' +
      'and {limit} are kept. Send what matters of it as input instead.',
  },
  model_not_found: { ...caller, status: 404, text: 'The model "{model}" cannot be served: {reason}' },
  no_target_available: {
    ...caller,
    status: 400,
    text: 'No target of "{model}" can serve this request ({reasons}). Ask for less, or choose another model.',
  },
  operation_unsupported: {
    ...caller,
    status: 404,
    text: 'The provider {provider} has no {operation}. Ask for a model of a provider that has it.',
  },
  client_closed: { ...caller, status: 499, text: 'The client closed the connection before the answer was complete.' },

  // The company's rules
  missing_api_key: {
    ...policy,
    status: 401,
    text: 'No API key given. Send "Authorization: Bearer aig_…"; make a key with POST /auth/keys.',
  },
  invalid_api_key: {
    ...policy,
    status: 401,
    text: 'The API key {prefix} is unknown, revoked or expired. Make a new one with POST /auth/keys.',
  },
  invalid_credentials: { ...policy, status: 401, text: 'E-mail or password is wrong.' },
  metrics_token_required: {
    ...policy,
    status: 401,
    text: 'The metrics are protected: send METRICS_TOKEN as "Authorization: Bearer …".',
  },
  session_required: {
    ...policy,
    status: 401,
    text: 'Sign in first: POST /auth/login, then send its token as "Authorization: Bearer aigs_…".',
  },
  forbidden: { ...policy, status: 403, text: 'Your role ({role}) may not do this; it needs {needed}.' },
  setup_token_required: {
    ...policy,
    status: 403,
    text:
      'The first owner registers from this machine itself (loopback), or with the setup token that the gateway ' +
      'printed at its first start (send it as "setup_token").',
  },
  registration_closed: {
    ...policy,
    status: 403,
    text: 'Registration is {mode} here. {hint}',
  },
  email_taken: { ...policy, status: 409, text: 'This e-mail address is registered already. Sign in instead.' },
  conflict: { ...policy, status: 409, text: 'Somebody else changed this at the same moment. Read it again and retry.' },
  rate_limit_exceeded: {
    ...policy,
    status: 429,
    type: 'requests',
    text: 'Rate limit of {limit} {what} reached for {whom}. {next}.',
  },
  // Not a 429 unless configured: clients repeat those, and a budget does not come back in seconds.
  budget_exceeded: {
    ...policy,
    status: 402,
    type: 'insufficient_quota',
    text: 'The {period} budget of {amount} for {whom} does not cover this request: {why}. {next}.',
  },
  too_many_attempts: {
    ...policy,
    status: 429,
    type: 'requests',
    text: 'Too many attempts. Try again in {retryAfter} s.',
  },

  // The vendor
  provider_unreachable: { ...provider, status: 502, text: 'The provider {provider} cannot be reached: {reason}.' },
  targets_cooling_down: {
    ...provider,
    status: 429,
    text: 'Every target of "{model}" has asked to be left alone for a while. Try again in {retryAfter} s.',
  },
  provider_timeout: { ...provider, status: 504, text: 'The provider {provider} did not answer in time.' },
  provider_error: { ...provider, status: 502, text: '{message}' },
  provider_invalid_response: {
    ...provider,
    status: 502,
    text: 'The provider {provider} sent something that is not its protocol: {reason}.',
  },
  stream_interrupted: {
    ...provider,
    status: 502,
    text: 'The provider {provider} broke off before the answer was complete: {reason}. What was received is incomplete.',
  },

  // Ourselves
  busy: { ...gateway, level: 'warn', status: 503, text: 'The gateway is busy ({what}). Try again in {retryAfter} s.' },
  limits_unavailable: {
    ...gateway,
    level: 'warn',
    status: 503,
    text: 'The {what} cannot be counted now, and nothing may pass uncounted. Try again in {retryAfter} s.',
  },
  database_unavailable: {
    ...gateway,
    status: 503,
    text: 'The database is away, so this cannot be answered now. Try again in {retryAfter} s.',
  },
  targets_drained: {
    ...gateway,
    level: 'warn',
    status: 503,
    text: 'Every target of "{model}" has been taken out of service for now. Try another model, or ask the operator.',
  },
  shutting_down: {
    ...gateway,
    level: 'info',
    status: 503,
    text: 'This node is shutting down. Try again; another will answer.',
  },
  internal_error: {
    ...gateway,
    status: 500,
    text: 'Something went wrong inside the gateway. Quote request id {requestId} to its operator.',
  },
} as const satisfies Record<string, CatalogueEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;
export type ErrorDetails = Readonly<Record<string, string | number | undefined>>;

export interface GatewayErrorOptions {
  /** The vendor's own status, type and code where the error is the vendor's. */
  status?: number;
  type?: string;
  vendorCode?: string | null;
  /** The vendor's error body as it came, for clients that speak the vendor's own dialect. */
  vendorBody?: string;
  /** Seconds, fractions allowed; rendered rounded up in `retry-after`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** The only error class whose text reaches a client. */
export class GatewayError extends Error {
  readonly status: number;
  readonly fault: Fault;
  readonly level: Level;
  readonly type: string;
  readonly vendorCode: string | null | undefined;
  readonly vendorBody: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options: GatewayErrorOptions = {},
  ) {
    const entry: CatalogueEntry = ERROR_CATALOGUE[code];
    super(fill(entry.text, details), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'GatewayError';
    this.status = options.status ?? entry.status;
    this.fault = entry.fault;
    this.level = entry.level;
    this.type = options.type ?? entry.type;
    this.vendorCode = options.vendorCode;
    this.vendorBody = options.vendorBody;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The request field at fault, where there is one. */
  get param(): string | null {
    const param = this.details['param'];
    return param === undefined ? null : String(param);
  }
}

/** Anything unexpected becomes an opaque 500: its text stays in the log, the client gets the request id. */
export function toGatewayError(error: unknown, requestId: string): GatewayError {
  return error instanceof GatewayError ? error : new GatewayError('internal_error', { requestId }, { cause: error });
}

function fill(text: string, details: ErrorDetails): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '')).trim();
}
