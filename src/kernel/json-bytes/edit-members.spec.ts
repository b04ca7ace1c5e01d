import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../json.js';
import { type BodyEdit, editBody } from './edit-body.js';
import { editMembers } from './edit-members.js';

const KEYS = ['model', 'stream', 'max_tokens', 'tools'] as const;
const key = fc.constantFrom(...KEYS);
const edit: fc.Arbitrary<BodyEdit> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), key, json: fc.integer().map(String) }),
  fc.record({ kind: fc.constant('remove' as const), key }),
  fc.record({ kind: fc.constant('rename' as const), from: key, to: key }),
);

test('an object and its bytes are edited alike', () => {
  fc.assert(
    fc.property(fc.dictionary(key, fc.integer()), fc.array(edit, { maxLength: 5 }), (body, edits) => {
      const bytes = editBody(Buffer.from(JSON.stringify(body)), edits);
      expect(editMembers(body as JsonObject, edits)).toEqual(JSON.parse(bytes.toString()));
    }),
  );
});
