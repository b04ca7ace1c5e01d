import { type Observable, tap } from 'rxjs';
import { noUsage } from '../../kernel/token-usage.js';
import type { AnswerAbout } from '../cache/cache-visit.js';
import { ageSeconds, type KeptAnswer } from '../cache/kept-answer.js';
import { ReplayedStream } from '../cache/replayed-stream.js';
import { isStorable } from '../cache/storable-answer.js';
import { isClientDialect } from '../protocols/index.js';
import type { AnswerFacts } from '../protocols/tap.js';
import type { Answer } from '../upstream/attempt.js';
import type { Frames } from '../upstream/lanes/lane.js';
import type { ClientResponse, FlatHeaders } from './ingress-call.js';
import type { Journey } from './journey.js';
import { answeredBy } from './response-headers.js';

type WholeAnswer = Extract<Answer, { kind: 'whole' }>;
type StreamedAnswer = Extract<Answer, { kind: 'stream' }>;

/** What of the headers is about the answer itself, whenever it is given; the rest is about one call of a vendor. */
const KEPT_HEADERS: ReadonlySet<string> = new Set(['x-gateway-dropped-params', 'x-gateway-dropped-content']);

/** Gives an answer again that was given before: as it was, the ids in it too. */
export function replay(kept: KeptAnswer, journey: Journey, client: ClientResponse, headers: FlatHeaders): void {
  const head = { status: 200, headers: [...headers, ...hitHeaders(kept, journey)], contentType: kept.contentType };
  if (kept.kind === 'whole') {
    client.sendWhole(head, kept.blocks[0] as Buffer);
    return;
  }
  const stream = new ReplayedStream(kept.blocks);
  client.onEnded = (reason) => stream.interrupt(reason);
  client.sendStream(head, stream.frames, stream);
}

/** What is booked of it: who answered then, and that nobody was asked now. */
export function answeredFromCache(kept: KeptAnswer, journey: Journey): void {
  journey.cacheResult = 'hit';
  journey.provider = kept.provider;
  journey.model = kept.model;
  journey.stopReason = kept.stopReason;
  journey.usage = noUsage('provider');
}

/** @param headers what the client was told with it */
export function keepWhole({ cache, call }: Journey, answer: WholeAnswer, headers: FlatHeaders): void {
  if (cache === null || !isStorable(answer.status, answer.facts, !isClientDialect(call.dialect))) return;
  cache.keepWhole(about(answer, answer.facts, headers), answer.body);
}

/** The stream's frames; they are kept once they are complete, before the client has the last of them. */
export function keepStream({ cache, call }: Journey, answer: StreamedAnswer, headers: FlatHeaders): Observable<Frames> {
  const { frames, lane } = answer.stream;
  const recording = cache?.record() ?? null;
  if (cache === null || recording === null) return frames;
  const complete = () => {
    if (!isStorable(answer.status, lane.facts, !isClientDialect(call.dialect))) return;
    cache.keepStream(about(answer, lane.facts, headers), recording);
  };
  return recording.watch(frames).pipe(tap({ complete }));
}

function about(answer: Answer, { stopReason, usage }: AnswerFacts, headers: FlatHeaders): AnswerAbout {
  const { instance, model } = answer.target;
  return {
    kind: answer.kind,
    contentType: answer.kind === 'whole' ? answer.contentType : answer.stream.lane.contentType,
    provider: instance.name,
    model,
    headers: headers.filter((_, at) => KEPT_HEADERS.has(headers[at - (at % 2)] ?? '')),
    stopReason,
    usage,
  };
}

function hitHeaders(kept: KeptAnswer, journey: Journey): FlatHeaders {
  const age = String(ageSeconds(kept, Date.now()));
  return [...answeredBy(kept, journey.attempts), 'x-gateway-cache', 'hit', 'age', age, ...kept.headers];
}
