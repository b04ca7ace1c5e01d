import { assertNever } from '../assert-never.js';
import { type Patch, patched } from '../byte-patch.js';
import { type Member, topLevelMembers } from './top-level-members.js';

export type BodyEdit =
  /** Replaces the value wherever the key stands, or appends the member. `json` is the value as JSON text. */
  | { readonly kind: 'set'; readonly key: string; readonly json: string }
  /** Takes every occurrence out. */
  | { readonly kind: 'remove'; readonly key: string }
  /** Keeps value and place. Members that had the new name before are taken out; without `from` nothing happens. */
  | { readonly kind: 'rename'; readonly from: string; readonly to: string };

/** What is to become of one member. */
interface Draft {
  key: string;
  /** `null` for an appended member. */
  readonly original: Member | null;
  isRenamed: boolean;
  /** The new value; `null` keeps the original's bytes. */
  json: string | null;
  isRemoved: boolean;
}

/**
 * Applies the edits, in order, to the top level of a JSON object and leaves every other byte as the client wrote it:
 * spelling of numbers, order of keys, white space. Returns the same Buffer when there is nothing to change. For bodies
 * that JSON.parse has accepted; throws SyntaxError on what is not an object.
 */
export function editBody(body: Buffer, edits: readonly BodyEdit[]): Buffer {
  const drafts = topLevelMembers(body).map(draftOf);
  for (const edit of edits) apply(edit, drafts);
  const patches = [...memberPatches(drafts), ...appended(drafts, body)];
  return patches.length === 0 ? body : patched(body, patches);
}

function draftOf(original: Member): Draft {
  return { key: original.key, original, isRenamed: false, json: null, isRemoved: false };
}

function apply(edit: BodyEdit, drafts: Draft[]): void {
  switch (edit.kind) {
    case 'set': {
      const found = named(edit.key, drafts);
      for (const draft of found) draft.json = edit.json;
      if (found.length > 0) return;
      drafts.push({ key: edit.key, original: null, isRenamed: false, json: edit.json, isRemoved: false });
      return;
    }
    case 'remove':
      for (const draft of named(edit.key, drafts)) draft.isRemoved = true;
      return;
    case 'rename': {
      const found = named(edit.from, drafts);
      if (found.length === 0 || edit.from === edit.to) return;
      for (const draft of named(edit.to, drafts)) draft.isRemoved = true;
      for (const draft of found) {
        draft.key = edit.to;
        draft.isRenamed = true;
      }
      return;
    }
    default:
      assertNever(edit);
  }
}

function named(key: string, drafts: readonly Draft[]): Draft[] {
  return drafts.filter((draft) => draft.key === key && !draft.isRemoved);
}

/** In the order of the body, not overlapping. */
function* memberPatches(drafts: readonly Draft[]): Generator<Patch> {
  const originals = drafts.filter(({ original }) => original !== null);
  let isFirstKept = true;
  for (const [index, draft] of originals.entries()) {
    const member = draft.original!;
    if (!draft.isRemoved) {
      if (draft.isRenamed) yield { start: member.keyStart, end: member.keyEnd, text: JSON.stringify(draft.key) };
      if (draft.json !== null) yield { start: member.valueStart, end: member.valueEnd, text: draft.json };
      isFirstKept = false;
    } else if (isFirstKept) {
      // Nothing stays before it, so the comma behind it goes too, where there is one.
      const isLast = index === originals.length - 1;
      yield { start: member.memberStart, end: isLast ? member.memberEnd : member.memberEnd + 1, text: '' };
    } else {
      yield { start: member.memberStart - 1, end: member.memberEnd, text: '' };
    }
  }
}

/** New members go directly before the closing brace, the last one of the body. */
function* appended(drafts: readonly Draft[], body: Buffer): Generator<Patch> {
  const kept = drafts.filter(({ isRemoved }) => !isRemoved);
  const close = body.lastIndexOf('}');
  for (const [index, { original, key, json }] of kept.entries()) {
    if (original !== null) continue;
    yield { start: close, end: close, text: `${index === 0 ? '' : ','}${JSON.stringify(key)}:${json}` };
  }
}
