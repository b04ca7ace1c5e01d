import { isJsonObject, type JsonObject } from '../../kernel/json.js';
import type { UpstreamRequest } from '../providers/provider.js';
import { collectBody } from './exchange.js';
import { HttpExchange } from './http.exchange.js';
import type { OriginConnections } from './origin-connections.js';

const BODY_LIMIT = 16 * 1024 * 1024;

/** One small question to a vendor (its models). `null` for anything but a JSON object in time; never rejects. */
export async function askJson(
  connections: OriginConnections,
  request: UpstreamRequest,
  timeoutMs: number,
): Promise<JsonObject | null> {
  try {
    const { status, body } = await ask(connections, request, timeoutMs);
    const answer: unknown = status === 200 ? JSON.parse(body.toString()) : null;
    return isJsonObject(answer) ? answer : null;
  } catch {
    return null;
  }
}

/** The same with whatever comes. Rejects as the call does, with ExchangeAborted where it took longer. */
export async function ask(
  connections: OriginConnections,
  request: UpstreamRequest,
  timeoutMs: number,
): Promise<{ readonly status: number; readonly body: Buffer }> {
  const exchange = new HttpExchange(connections.lease(), request, { firstByteMs: timeoutMs, idleMs: timeoutMs });
  // undici's own timers cover neither the wait for a connection nor a body that comes drop by drop.
  const deadline = setTimeout(() => exchange.abort(), timeoutMs);
  try {
    const { status } = await exchange.head;
    return { status, body: await collectBody(exchange, BODY_LIMIT) };
  } finally {
    clearTimeout(deadline);
  }
}
