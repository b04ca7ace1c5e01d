import { createHash, createHmac } from 'node:crypto';
import type { RecordedRequest } from './recorded-request.ts';

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/**
 * The signature that AWS would expect under a request, computed as it is described
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html) and not by AWS's library.
 */
export function expectedSignature(request: RecordedRequest, secretAccessKey: string): string {
  const { credential, signedHeaders } = authorizationOf(request);
  const [, date = '', region = '', service = ''] = credential.split('/');
  const [path = '', query = ''] = request.path.split('?', 2);
  const canonical = [
    request.method,
    // Encoded once on the wire, once more here.
    path.split('/').map(encodeURIComponent).join('/'),
    query.split('&').sort().join('&'),
    ...signedHeaders.map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, date));
  return hmac(key, text).toString('hex');
}

export function authorizationOf(request: RecordedRequest) {
  const [, credential = '', headers = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=(\S+), SignedHeaders=(\S+), Signature=(\w+)$/.exec(
      String(request.headers['authorization']),
    ) ?? [];
  return { credential, signedHeaders: headers.split(';'), signature };
}
