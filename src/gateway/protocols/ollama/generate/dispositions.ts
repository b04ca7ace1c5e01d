import {
  carries,
  type ClientTable,
  dropped,
  type Harmless,
  mapped,
  ownFieldNames,
  ownRefused,
} from '../../canonical/disposition-table.js';
import { isEmptyList, isEmptyText, isFalse } from '../../canonical/harmless.js';
import { OPTION_FIELDS, runner } from '../options.js';

const isZero: Harmless = (value) => value === 0;

/** Ollama's POST /api/generate, after ollama.openapi.yaml (GenerateRequest) and the server's own field list. */
export const OLLAMA_GENERATE: ClientTable = {
  dialect: 'ollama-generate',
  title: 'Ollama generate',
  fields: {
    '/model': carries('model'),
    '/stream': carries('stream'),
    '/prompt': carries('text'),
    '/system': carries('system-message'),
    '/images/*': carries('image-data'),
    '/format': carries('output-json', 'output-json-schema'),
    '/think': carries('reasoning-effort'),
    '/logprobs': carries('logprobs'),
    '/top_logprobs': carries('logprobs'),
    ...OPTION_FIELDS,
    '/suffix': ownRefused('only Ollama fills in the middle of a text', isEmptyText),
    '/template': ownRefused('only Ollama lets a request set the template of the prompt', isEmptyText),
    '/raw': ownRefused('only Ollama takes a prompt that is in the template already', isFalse),
    '/context': ownRefused('the conversation before is in tokens that only Ollama reads', isEmptyList),
    '/width': ownRefused('no picture would be made', isZero),
    '/height': ownRefused('no picture would be made', isZero),
    '/steps': ownRefused('no picture would be made', isZero),
    '/keep_alive': runner,
    '/truncate': runner,
    '/shift': runner,
  },
  answers: {
    text: mapped('response'),
    reasoning: mapped('thinking'),
    'redacted-reasoning': dropped('Ollama has no place for hidden reasoning'),
    signature: dropped('Ollama has no place for signatures'),
    refusal: mapped('response'),
    'tool-call': dropped('a prompt brings no tools that could be called'),
    'url-citation': dropped('Ollama has no citations'),
    'document-citation': dropped('Ollama has no citations'),
    media: dropped('an answer to a prompt is text'),
    'media-signature': dropped('Ollama has no place for signatures'),
    logprobs: mapped('logprobs'),
    choices: dropped('Ollama gives one answer at a time'),
    'stop-sequence': dropped('Ollama does not say which stop string was met'),
    'failed-ending': dropped('Ollama has no reason for it; the answer fails with an error instead'),
    'vendor-details': dropped('only the vendor’s own clients know what to make of it'),
  },
  refusedWhenUnknown: { '/format': 'output format' },
};

/** What only this dialect knows, by place: the decoder takes exactly what the table lists. */
export const OWN_FIELDS = {
  request: ownFieldNames(OLLAMA_GENERATE, ''),
  options: ownFieldNames(OLLAMA_GENERATE, '/options'),
};
