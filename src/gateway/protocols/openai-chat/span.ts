/** A piece of a text, in characters; the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
