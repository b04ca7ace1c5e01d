import type { UpstreamRequest } from '../provider.js';
import type { AwsCredentials } from './bedrock.credentials.js';

export interface SigningScope {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** Bedrock's signing name, for its runtime and its control plane alike. */
const SERVICE = 'bedrock';

/**
 * The request with AWS Signature Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).
 * Only the host and the content type are signed beside what the signature adds: anything else may be changed on the way.
 * The path is encoded once as it is sent and, like for every service but S3, once more for the signature.
 */
export async function signRequest(
  request: UpstreamRequest,
  { region, credentials }: SigningScope,
  { signingDate = new Date(), service = SERVICE }: { signingDate?: Date; service?: string } = {},
): Promise<UpstreamRequest> {
  const { SignatureV4, sha256 } = await smithy();
  const signer = new SignatureV4({ region, service, credentials, sha256, applyChecksum: false });
  const url = new URL(request.origin);
  const [path = '', query = ''] = request.path.split('?', 2);
  const signed = await signer.sign(
    {
      protocol: url.protocol,
      hostname: url.hostname,
      method: request.method,
      path,
      query: Object.fromEntries(new URLSearchParams(query)),
      headers: { host: url.host, ...contentType(request.headers) },
      body: request.body ?? undefined,
    },
    { signingDate },
  );
  const added = Object.entries(signed.headers).filter(([name]) => name !== 'host' && name !== 'content-type');
  return { ...request, headers: [...request.headers, ...added.flat()] };
}

function contentType(headers: readonly string[]): Record<string, string> {
  const at = headers.indexOf('content-type');
  return at === -1 ? {} : { 'content-type': headers[at + 1] ?? '' };
}

let loading: ReturnType<typeof load> | undefined;

function smithy(): ReturnType<typeof load> {
  loading ??= load();
  return loading;
}

async function load() {
  const [{ SignatureV4 }, { Hash }] = await Promise.all([import('@smithy/signature-v4'), import('@smithy/hash-node')]);
  return { SignatureV4, sha256: Hash.bind(null, 'sha256') };
}
