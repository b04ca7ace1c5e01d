import type { JsonObject, JsonValue } from '../json.js';
import type { BodyEdit } from './edit-body.js';

/** The same edits as `editBody` makes, on a body that is an object of ours. Returns a new object. */
export function editMembers(body: JsonObject, edits: readonly BodyEdit[]): JsonObject {
  if (edits.length === 0) return body;
  let members = Object.entries(body);
  for (const edit of edits) members = applied(edit, members);
  return Object.fromEntries(members);
}

type Members = [string, JsonValue | undefined][];

function applied(edit: BodyEdit, members: Members): Members {
  switch (edit.kind) {
    case 'set': {
      const value = JSON.parse(edit.json) as JsonValue;
      return [...members.filter(([key]) => key !== edit.key), [edit.key, value]];
    }
    case 'remove':
      return members.filter(([key]) => key !== edit.key);
    case 'rename': {
      const moved = members.find(([key]) => key === edit.from);
      if (moved === undefined || edit.from === edit.to) return members;
      return [...members.filter(([key]) => key !== edit.from && key !== edit.to), [edit.to, moved[1]]];
    }
    default:
      return edit satisfies never;
  }
}
