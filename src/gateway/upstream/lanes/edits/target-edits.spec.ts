import { expect, it } from 'vitest';
import type { JsonObject } from '../../../../kernel/json.js';
import { adapterFor } from '../../../providers/index.js';
import type { Target } from '../../../providers/provider.js';
import { NO_QUIRKS } from '../../../providers/quirks.js';
import { targetEdits } from './target-edits.js';

const TARGET: Target = {
  instance: { name: 'gemini', kind: 'gemini', baseUrl: 'http://fake.invalid', credentials: {}, quirks: NO_QUIRKS },
  model: 'gemini-fake',
};

it.for<[string, JsonObject, string[]]>([
  ['contents alone', { contents: [] }, []],
  ['the right model', { generateContentRequest: { model: 'models/gemini-fake' } }, []],
  [
    'the name that the gateway gave it',
    { generateContentRequest: { model: 'models/gemini/gemini-fake', contents: [] } },
    ['{"model":"models/gemini-fake","contents":[]}'],
  ],
  [
    'the other spelling',
    { generate_content_request: { contents: [] } },
    ['{"contents":[],"model":"models/gemini-fake"}'],
  ],
])('a request to be counted names the model that counts it: %s', ([, body, sent]) => {
  const { edits } = targetEdits('gemini-count-tokens', body, TARGET, adapterFor('gemini'));
  expect(edits.map((edit) => edit.kind === 'set' && edit.json)).toEqual(sent);
});
