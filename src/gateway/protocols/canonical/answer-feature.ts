import type { ClientDialect } from '../dialect.js';
import type { ClientTable } from './disposition-table.js';
import type { AnswerEvent } from './event.js';
import type { Extensions } from './extensions.js';

/** Everything an answer can hold, by name: the vocabulary of the tables' `answers` and of docs/fidelity.md. */
export const ANSWER_FEATURES = [
  'text',
  'reasoning',
  'redacted-reasoning',
  'signature',
  'refusal',
  'tool-call',
  'url-citation',
  'document-citation',
  'media',
  'logprobs',
  'choices',
  'stop-sequence',
  'failed-ending',
  'vendor-details',
] as const;

export type AnswerFeature = (typeof ANSWER_FEATURES)[number];

/**
 * What an event brings that a client's dialect may have no place for; `undefined` for what every dialect has. At most one
 * is named: an event brings one thing.
 * @param client whose own extensions are no detail of a vendor's
 */
export function answerFeatureOf(event: AnswerEvent, client: ClientDialect): AnswerFeature | undefined {
  switch (event.type) {
    case 'part-start':
      if (event.choice > 0) return 'choices';
      if (event.content.kind !== 'reasoning') return event.content.kind;
      return event.content.redacted ? 'redacted-reasoning' : 'reasoning';
    case 'part-delta':
      return event.logprobs ? 'logprobs' : undefined;
    case 'part-end':
      return event.signature ? 'signature' : detailsOf(event.extensions, client);
    case 'citation':
      return event.citation.kind === 'url' ? 'url-citation' : 'document-citation';
    case 'media':
      return 'media';
    case 'finish':
      return event.reason.sequence === undefined ? detailsOf(event.extensions, client) : 'stop-sequence';
    case 'start':
    case 'extension':
      return detailsOf(event.extensions, client);
    case 'usage':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** The same, where the dialect's table has no place for it. */
export function droppedFeatureOf(event: AnswerEvent, client: ClientTable): AnswerFeature | undefined {
  const feature = answerFeatureOf(event, client.dialect);
  if (feature === undefined || client.answers[feature].disposition === 'dropped') return feature;
  const isForeignMedia =
    event.type === 'media' && client.media?.every((beginning) => !event.mediaType.startsWith(beginning));
  return isForeignMedia ? feature : undefined;
}

function detailsOf(extensions: Extensions | undefined, client: ClientDialect): AnswerFeature | undefined {
  if (!extensions) return undefined;
  return Object.keys(extensions).some((dialect) => dialect !== client) ? 'vendor-details' : undefined;
}
