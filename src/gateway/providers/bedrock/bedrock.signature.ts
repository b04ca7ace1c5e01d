import { createHmac, hash } from 'node:crypto';
import type { UpstreamRequest } from '../provider.js';
import type { AwsCredentials } from './bedrock.credentials.js';

export interface SigningScope {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** Bedrock's signing name, for its runtime and its control plane alike. */
const SERVICE = 'bedrock';
const ALGORITHM = 'AWS4-HMAC-SHA256';
const TERMINATOR = 'aws4_request';

type Header = readonly [name: string, value: string];

/**
 * The request with AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * Only the host and the content type are signed beside what the signature adds: anything else may be changed on the way.
 * Not by @smithy/signature-v4, whose fifteen promises cost more than the rest of a translated request; the tests hold
 * the two against each other.
 */
export function signRequest(
  request: UpstreamRequest,
  { region, credentials }: SigningScope,
  { signingDate = new Date(), service = SERVICE }: { signingDate?: Date; service?: string } = {},
): UpstreamRequest {
  const time = signingDate.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${region}/${service}/${TERMINATOR}`;
  const added: Header[] = [['x-amz-date', time]];
  if (credentials.sessionToken !== undefined) added.push(['x-amz-security-token', credentials.sessionToken]);
  const signed = [...contentType(request.headers), ['host', new URL(request.origin).host] as const, ...added];

  const names = signed.map(([name]) => name).join(';');
  const stringToSign = [ALGORITHM, time, scope, hash('sha256', canonicalRequest(request, signed, names))].join('\n');
  const signature = createHmac('sha256', signingKey(credentials, scope)).update(stringToSign).digest('hex');
  const credential = `${credentials.accessKeyId}/${scope}`;
  added.push([
    'authorization',
    `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  ]);
  return { ...request, headers: [...request.headers, ...added.flat()] };
}

/** @param headers sorted by name */
function canonicalRequest({ method, path, body }: UpstreamRequest, headers: readonly Header[], names: string): string {
  const [place = '', query = ''] = path.split('?', 2);
  return [
    method,
    canonicalPath(place),
    canonicalQuery(query),
    ...headers.map(([name, value]) => `${name}:${value.trim().replaceAll(/\s+/g, ' ')}`),
    '',
    names,
    hash('sha256', body ?? ''),
  ].join('\n');
}

/** The path is encoded once as it is sent and, like for every service but S3, once more for the signature. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([one, its], [other, that]) => (one === other ? ascending(its, that) : ascending(one, other)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** By bytes, as everybody must sort alike: no locale. */
function ascending(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** RFC 3986, which leaves fewer signs as they are than JavaScript does. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

interface SigningKey {
  readonly scope: string;
  readonly key: Buffer;
}

const signingKeys = new WeakMap<AwsCredentials, SigningKey>();

/** It is the same for all requests of a day, and four hashes away from the secret. */
function signingKey(credentials: AwsCredentials, scope: string): Buffer {
  const known = signingKeys.get(credentials);
  if (known?.scope === scope) return known.key;
  let key = Buffer.from(`AWS4${credentials.secretAccessKey}`);
  for (const step of scope.split('/')) key = createHmac('sha256', key).update(step).digest();
  signingKeys.set(credentials, { scope, key });
  return key;
}

function contentType(headers: readonly string[]): Header[] {
  const at = headers.indexOf('content-type');
  return at === -1 ? [] : [['content-type', headers[at + 1] ?? '']];
}
