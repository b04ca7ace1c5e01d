const MS_PER_SECOND = 1000;

/** The last second that was spelled: every request says the time twice, and most say the same second. */
let second = Number.NaN;
let spelled = '';

/** `Date.toISOString()` of the present, in a fraction of its time. @param at milliseconds since the epoch */
export function isoTime(at: number): string {
  const begin = Math.floor(at / MS_PER_SECOND) * MS_PER_SECOND;
  if (begin !== second) {
    spelled = new Date(begin).toISOString().slice(0, -'000Z'.length);
    second = begin;
  }
  const milliseconds = Math.floor(at) - begin;
  return `${spelled}${milliseconds < 10 ? '00' : milliseconds < 100 ? '0' : ''}${milliseconds}Z`;
}
