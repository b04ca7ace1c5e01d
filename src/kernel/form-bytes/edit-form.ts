import { assertNever } from '../assert-never.js';
import { type Patch, patched } from '../byte-patch.js';
import type { BodyEdit } from '../json-bytes/edit-body.js';
import { type FormLayout, formLayout, type FormPart } from './form-parts.js';

/**
 * Applies the edits to the fields of a multipart form and leaves every other byte as the client sent it: files, order,
 * headers of parts. Strings become the field's text, other values their JSON. Returns the same Buffer when there is
 * nothing to change. Each field may be edited once; throws SyntaxError on what is not a form with this boundary.
 */
export function editForm(body: Buffer, boundary: string, edits: readonly BodyEdit[]): Buffer {
  if (edits.length === 0) return body;
  const layout = formLayout(body, boundary);
  const patches = edits.flatMap((edit) => patchesFor(edit, layout, boundary));
  return patches.length === 0
    ? body
    : patched(
        body,
        patches.toSorted((one, other) => one.start - other.start),
      );
}

function patchesFor(edit: BodyEdit, { parts, close }: FormLayout, boundary: string): Patch[] {
  const named = (name: string) => parts.filter((part) => part.name === name);
  switch (edit.kind) {
    case 'set': {
      const text = textOf(edit.json);
      const found = named(edit.key);
      if (found.length > 0)
        return found.map(({ valueStart, valueEnd }) => ({ start: valueStart, end: valueEnd, text }));
      const headers = `content-disposition: form-data; name="${edit.key}"`;
      return [{ start: close, end: close, text: `--${boundary}\r\n${headers}\r\n\r\n${text}\r\n` }];
    }
    case 'remove':
      return named(edit.key).map(removal);
    case 'rename': {
      const found = named(edit.from);
      if (found.length === 0 || edit.from === edit.to) return [];
      const renamed = found.map(({ nameStart, nameEnd }) => ({ start: nameStart, end: nameEnd, text: edit.to }));
      return [...named(edit.to).map(removal), ...renamed];
    }
    default:
      return assertNever(edit);
  }
}

function removal({ start, end }: FormPart): Patch {
  return { start, end, text: '' };
}

function textOf(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? value : json;
}
