import { topLevelMembers } from './top-level-members.js';

/**
 * How an ASCII character looks when it hides behind an escape: JSON has short escapes only for quotes, slashes and
 * control characters, so a letter, digit or underscore can only be spelled `\u00..`.
 */
const ESCAPED_ASCII = '\\u00';

/**
 * Whether the top-level object names `key` more than once. Parsers disagree about which one counts, so a field that
 * decides something (which model, which price) must not be ambiguous.
 *
 * `key` consists of ASCII letters, digits and underscores. The body is scanned only when a native search says that it
 * could be: the quoted key stands in it at least twice, anywhere, or something in it is spelled with an ASCII escape
 * (`"mod\u0065l"`), which the search would miss. For bodies that JSON.parse has accepted.
 */
export function hasDuplicateMember(body: Buffer, key: string): boolean {
  const quoted = `"${key}"`;
  const first = body.indexOf(quoted, 0, 'latin1');
  const occursTwice = first >= 0 && body.indexOf(quoted, first + quoted.length, 'latin1') >= 0;
  if (!occursTwice && !body.includes(ESCAPED_ASCII, 0, 'latin1')) return false;
  return topLevelMembers(body).filter((member) => member.key === key).length > 1;
}
