import type { ClientDialect } from '../dialect.js';
import type { ClientTable } from './disposition-table.js';
import type { AnswerEvent, PartHead } from './event.js';
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
  'media-signature',
  'logprobs',
  'choices',
  'stop-sequence',
  'failed-ending',
  'vendor-details',
] as const;

export type AnswerFeature = (typeof ANSWER_FEATURES)[number];

const NOTHING: readonly AnswerFeature[] = [];
const LOGPROBS: readonly AnswerFeature[] = ['logprobs'];

/**
 * What an event brings that a client's dialect may have no place for; nothing for what every dialect has.
 * @param client whose own extensions are no detail of a vendor's
 */
export function answerFeaturesOf(event: AnswerEvent, client: ClientDialect): readonly AnswerFeature[] {
  switch (event.type) {
    case 'part-start':
      return [...headFeatures(event.choice, event.content), ...detailsOf(event.content.extensions, client)];
    case 'part-delta':
      // By far the most frequent event makes no list of its own.
      if (event.extensions === undefined) return event.logprobs ? LOGPROBS : NOTHING;
      return [...(event.logprobs ? LOGPROBS : NOTHING), ...detailsOf(event.extensions, client)];
    case 'part-end':
      return [...(event.signature ? ['signature' as const] : []), ...detailsOf(event.extensions, client)];
    case 'citation': {
      const { kind, extensions } = event.citation;
      return [kind === 'url' ? 'url-citation' : 'document-citation', ...detailsOf(extensions, client)];
    }
    case 'media':
      return event.signature ? ['media', 'media-signature'] : ['media'];
    case 'finish': {
      const { sequence } = event.reason;
      return [...(sequence === undefined ? [] : ['stop-sequence' as const]), ...detailsOf(event.extensions, client)];
    }
    case 'start':
    case 'extension':
      return detailsOf(event.extensions, client);
    case 'usage':
      // What a vendor counts in its own way stays with the gateway; the tokens arrive.
      return NOTHING;
    default:
      return event satisfies never;
  }
}

/** The same, as far as the dialect's table has no place for it. */
export function droppedFeaturesOf(event: AnswerEvent, client: ClientTable): readonly AnswerFeature[] {
  const features = answerFeaturesOf(event, client.dialect);
  if (features.length === 0) return features;
  const isForeignMedia =
    event.type === 'media' && client.media?.every((beginning) => !event.mediaType.startsWith(beginning)) === true;
  return features.filter((feature) => isForeignMedia || client.answers[feature].disposition === 'dropped');
}

function headFeatures(choice: number, head: PartHead): AnswerFeature[] {
  if (choice > 0) return ['choices'];
  if (head.kind !== 'reasoning') return [head.kind];
  return [head.redacted ? 'redacted-reasoning' : 'reasoning'];
}

function detailsOf(extensions: Extensions | undefined, client: ClientDialect): readonly AnswerFeature[] {
  if (!extensions) return NOTHING;
  return Object.keys(extensions).some((dialect) => dialect !== client) ? ['vendor-details'] : NOTHING;
}
