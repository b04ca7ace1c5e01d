import { createHmac } from 'node:crypto';
import type { Secret } from '../../../kernel/secret.js';

/**
 * `t=<seconds>,v1=<hex>`: HMAC-SHA256 of `<seconds>.<body>` under the shared secret. The time is signed too, so that a
 * receiver can refuse a message that somebody recorded and sends again.
 */
export function webhookSignature(secret: Secret, body: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  const digest = createHmac('sha256', secret.reveal()).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${digest}`;
}
