import { expect, it } from 'vitest';
import type { JsonObject } from '../../../kernel/json.js';
import { decodeCitation, encodeCitation } from './citations.js';

it.for<[string, JsonObject, object]>([
  [
    'characters of a document',
    {
      type: 'char_location',
      cited_text: 'a',
      document_index: 1,
      document_title: 't',
      start_char_index: 0,
      end_char_index: 4,
    },
    { kind: 'document', document: 1, unit: 'character', start: 0, end: 4, title: 't', quote: 'a' },
  ],
  [
    'pages, of a stored file',
    {
      type: 'page_location',
      cited_text: 'a',
      document_index: 0,
      document_title: null,
      start_page_number: 1,
      end_page_number: 2,
      file_id: 'file_1',
    },
    { kind: 'document', document: 0, unit: 'page', start: 1, end: 2, quote: 'a' },
  ],
  [
    'blocks',
    {
      type: 'content_block_location',
      cited_text: 'a',
      document_index: 0,
      document_title: null,
      start_block_index: 2,
      end_block_index: 3,
    },
    { kind: 'document', unit: 'block', start: 2, end: 3 },
  ],
  [
    'a page of the web',
    {
      type: 'web_search_result_location',
      cited_text: 'a',
      url: 'https://w.example',
      title: 'W',
      encrypted_index: 'eA==',
    },
    { kind: 'url', url: 'https://w.example', title: 'W', quote: 'a' },
  ],
  [
    'a search result of the client',
    {
      type: 'search_result_location',
      cited_text: 'a',
      source: 'kb/1',
      title: 'K',
      search_result_index: 0,
      start_block_index: 0,
      end_block_index: 1,
    },
    { kind: 'url', url: 'kb/1', title: 'K', quote: 'a' },
  ],
])('%s', ([, wire, canonical]) => {
  const citation = decodeCitation(wire);
  expect(citation).toMatchObject(canonical);
  expect(citation && JSON.parse(JSON.stringify(encodeCitation(citation)))).toEqual(wire);
});

it('citations of other vendors find a form', () => {
  expect(encodeCitation({ kind: 'url', url: 'https://w.example', start: 0, end: 3 })).toEqual({
    type: 'web_search_result_location',
    cited_text: '',
    encrypted_index: '',
    url: 'https://w.example',
    title: null,
  });
  expect(encodeCitation({ kind: 'document', document: 0, unit: 'chunk', start: 1, end: 2 })).toMatchObject({
    type: 'content_block_location',
    start_block_index: 1,
    end_block_index: 2,
  });
});

it.for([undefined, null, 'text', {}, { type: 'hologram_location' }])('%j is no citation', (value) => {
  expect(decodeCitation(value)).toBeUndefined();
});
