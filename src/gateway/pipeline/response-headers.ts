import { adapterFor } from '../providers/index.js';
import type { UpstreamHeaders } from '../providers/provider.js';
import type { Answer } from '../upstream/attempt.js';
import type { FlatHeaders } from './ingress-call.js';
import type { Journey } from './journey.js';

/** Node refuses header values with other characters; field names may hold any. */
const UNPRINTABLE = /[^\x20-\x7e]/g;
const DROPPED_LIMIT = 2048;

/** Who answered, and after how many tries. */
export function answeredBy({ provider, model }: { provider: string; model: string }, attempts: number): string[] {
  return [
    'x-gateway-provider',
    provider,
    'x-gateway-model',
    model.replaceAll(UNPRINTABLE, '?'),
    'x-gateway-attempts',
    String(attempts),
  ];
}

/** What happened to the request, for the client's eyes. */
export function answerHeaders(answer: Answer, journey: Journey): FlatHeaders {
  const { target, upstreamHeaders, losses } = answer;
  const { name: provider } = target.instance;
  const headers = answeredBy({ provider, model: target.model }, journey.attempts);
  const affinity = journey.route?.affinity ?? null;
  if (affinity !== null) headers.push('x-gateway-affinity', affinity);
  const { kind, quirks } = target.instance;
  passOn(adapterFor(kind).passedOnHeaders, upstreamHeaders, headers);
  passOn(quirks.passedOnHeaders, upstreamHeaders, headers);
  const upstreamId = upstreamHeaders['x-request-id'] ?? upstreamHeaders['request-id'];
  if (typeof upstreamId === 'string') headers.push('x-gateway-upstream-request-id', upstreamId);
  if (losses.length > 0) {
    headers.push(
      'x-gateway-dropped-params',
      journey.dropped.join(', ').replaceAll(UNPRINTABLE, '?').slice(0, DROPPED_LIMIT),
    );
  }
  if (answer.kind === 'whole' && answer.facts.droppedContent.size > 0) {
    headers.push('x-gateway-dropped-content', [...answer.facts.droppedContent].join(', '));
  }
  return headers;
}

function passOn(names: readonly string[], from: UpstreamHeaders, to: string[]): void {
  for (const name of names) {
    const value = from[name];
    if (typeof value === 'string') to.push(name, value);
  }
}
