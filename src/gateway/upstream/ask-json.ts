import type { Dispatcher } from 'undici';
import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import type { UpstreamRequest } from '../providers/provider.js';
import { collectBody } from './exchange.js';
import { HttpExchange } from './http.exchange.js';

const BODY_LIMIT = 16 * 1024 * 1024;

/** One small question to a vendor (its models, its version). `null` for anything but a JSON object in time. */
export async function askJson(
  dispatcher: Dispatcher,
  request: UpstreamRequest,
  timeoutMs: number,
): Promise<JsonObject | null> {
  const exchange = new HttpExchange(dispatcher, request, { firstByteMs: timeoutMs, idleMs: timeoutMs });
  // undici's own timers do not cover the wait for a connection that is never accepted.
  const deadline = setTimeout(() => exchange.abort(), timeoutMs);
  try {
    const { status } = await exchange.head;
    const body = await collectBody(exchange, BODY_LIMIT);
    const answer: unknown = status === 200 ? JSON.parse(body.toString()) : null;
    return isJsonObject(answer) ? answer : null;
  } catch {
    return null;
  } finally {
    clearTimeout(deadline);
  }
}
