import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config/package-root.js';
import type { DatedPrice } from '../price.js';
import { priceFrom, type PublishedPrice } from '../price-terms.js';
import { matches, type ModelMatch } from './model-match.js';

/** One price of a model, and since when or at which seconds of the day. */
export interface CataloguePrice extends PublishedPrice {
  readonly from?: string;
  readonly hours?: readonly [start: number, end: number];
}

/** What one seller asks for its models. */
export interface PriceList {
  /** What the beginning of its base URL looks like. */
  readonly address: string;
  /** Lists by which it prices models that it does not list itself. */
  readonly fallbacks: readonly string[];
  readonly models: readonly {
    readonly id: string;
    readonly match: ModelMatch;
    readonly prices: readonly CataloguePrice[];
  }[];
}

/** `prices/catalogue.json`: what sellers publish, by name of the list. Written by `npm run generate`. */
export interface CatalogueFile {
  readonly source: string;
  readonly lists: Readonly<Record<string, PriceList>>;
}

const COMPACT_DATE = /-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g;
const NONE: readonly DatedPrice[] = [];

/** The published prices, as data. Reading them takes a millisecond and half a megabyte. */
export class PriceCatalogue {
  constructor(private readonly file: CatalogueFile) {}

  /** Throws where the file is missing or broken: without it nothing could be rated. */
  static read(path = catalogueFile()): PriceCatalogue {
    return new PriceCatalogue(JSON.parse(readFileSync(path, 'utf8')) as CatalogueFile);
  }

  get lists(): readonly string[] {
    return Object.keys(this.file.lists);
  }

  /** The list of whoever sells at this address. */
  listAt(baseUrl: string): string | null {
    const found = Object.entries(this.file.lists).find(([, { address }]) =>
      new RegExp(`^(?:${address})`).test(baseUrl),
    );
    return found?.[0] ?? null;
  }

  /** All prices of a model, the oldest first; empty where the list does not know it. */
  find(list: string, model: string): readonly DatedPrice[] {
    // Google's own name of a model begins with the kind of thing it is.
    const name = model.toLowerCase().replace(/^models\//, '');
    const dated = name.replaceAll(COMPACT_DATE, '-$1-$2-$3');
    const found = this.#find(list, name) ?? (dated === name ? null : this.#find(list, dated));
    return found ?? NONE;
  }

  #find(list: string, model: string): readonly DatedPrice[] | null {
    const known = this.file.lists[list];
    if (known === undefined) return null;
    const row = known.models.find(({ match }) => matches(match, model));
    if (row !== undefined) return row.prices.map((price) => datedPrice(`${list}/${row.id}`, price));
    for (const fallback of known.fallbacks) {
      const found = this.#find(fallback, model);
      if (found !== null) return found;
    }
    return null;
  }
}

export function catalogueFile(): string {
  return join(packageRoot(), 'prices/catalogue.json');
}

function datedPrice(name: string, { from, hours, ...published }: CataloguePrice): DatedPrice {
  return {
    from: from === undefined ? null : Date.parse(from),
    hours: hours ?? null,
    price: priceFrom(from === undefined ? name : `${name}@${from}`, published),
  };
}
