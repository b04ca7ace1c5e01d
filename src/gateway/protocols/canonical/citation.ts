import type { Extensions } from './extensions.js';

/** Where a piece of an answer comes from: a page of the web, or a place in a document of the request. */
export type Citation = CitedSource & {
  readonly title?: string;
  /** The words of the source. */
  readonly quote?: string;
  readonly extensions?: Extensions;
};

type CitedSource =
  | {
      readonly kind: 'url';
      readonly url: string;
      /** The piece of the answer's text that it supports, in characters of its part. */
      readonly start?: number;
      readonly end?: number;
    }
  | {
      readonly kind: 'document';
      /** Counted over the documents of the request, from 0. */
      readonly document: number;
      readonly unit: 'character' | 'page' | 'block' | 'chunk';
      /** Half-open, in the unit; pages count from 1. */
      readonly start: number;
      readonly end: number;
    };
