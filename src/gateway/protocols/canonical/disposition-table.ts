import type { JsonObject, JsonPointer, JsonValue } from '../../../kernel/json.js';
import type { ClientDialect, VendorDialect } from '../dialect.js';
import type { AnswerFeature } from './answer-feature.js';
import type { OwnField } from './field-reader.js';
import type { Feature } from './feature.js';
import type { FeatureUse } from './feature-scan.js';
import { fill, fits, type PatternStep, patternSteps } from './field-pattern.js';
import { segments, valueAt } from './json-pointer.js';
import type { Loss } from './loss.js';
import { type OtherSpelling, respelled } from './spelling.js';

/** A place in a dialect's request, `*` for any list index: `/messages/*`. */
export type FieldPattern = `/${string}`;

/** Whether a value says only what saying nothing would. */
export type Harmless = (value: JsonValue) => boolean;

/** What a known request field is to the rest of the house. */
export type FieldRule =
  /** It says these canonical features; what becomes of them is the target's word (`support`). */
  | { readonly carries: readonly Feature[] }
  /** Only this dialect knows it. `harmless` tells values that ask for nothing (`store: false`). */
  | {
      readonly own: 'dropped' | 'refused';
      readonly reason: string;
      readonly harmless?: Harmless;
    };

/** What a dialect, as the target, makes of a canonical feature. */
export type Support =
  | { readonly disposition: 'mapped'; readonly to: string }
  | { readonly disposition: 'adjusted' | 'dropped'; readonly reason: string }
  | { readonly disposition: 'refused'; readonly reason: string };

export type FeatureSupport = Readonly<Record<Feature, Support>>;

/** What a client's dialect makes of a part of an answer. Nothing is refused here: the answer is paid for already. */
export type AnswerSupport = Exclude<Support, { readonly disposition: 'refused' }>;

/** What a dialect's requests can hold, and what its answers can. */
export interface ClientTable {
  readonly dialect: ClientDialect;
  /** The dialect's name in messages to clients: "Ollama". */
  readonly title: string;
  /** Names of fields have a second spelling, which is as good; `fields` is written in the first. */
  readonly otherSpelling?: OtherSpelling;
  readonly fields: Readonly<Record<FieldPattern, FieldRule>>;
  /** Places where something unknown would change the answer (a new content type), with what to call it. */
  readonly refusedWhenUnknown: Readonly<Record<FieldPattern, string>>;
  readonly answers: Readonly<Record<AnswerFeature, AnswerSupport>>;
  /** How the media types begin that `answers.media` speaks of; all of them where this is left out. */
  readonly media?: readonly string[];
}

/** What a dialect, as the target, can be asked for. */
export interface VendorTable {
  readonly dialect: VendorDialect;
  readonly title: string;
  readonly support: FeatureSupport;
  /** Whose signatures it takes back; others are worth nothing to it. */
  readonly signatures: readonly VendorDialect[];
  /** Its signatures are encrypted for the account that got them: no other provider of the dialect can read them. */
  readonly bindsSignatures?: boolean;
}

/** Everything that can be lost between one dialect and the others, as data. Code, docs and tests read this one table. */
export interface DispositionTable extends ClientTable, VendorTable {
  readonly dialect: ClientDialect & VendorDialect;
}

export const carries = (...features: Feature[]): FieldRule => ({ carries: features });
/** @param harmless tells values that ask for nothing */
export const ownDropped = (reason: string, harmless?: Harmless): FieldRule => ({ own: 'dropped', reason, harmless });
export const ownRefused = (reason: string, harmless?: Harmless): FieldRule => ({ own: 'refused', reason, harmless });
export const mapped = (to: string): AnswerSupport => ({ disposition: 'mapped', to });
export const adjusted = (reason: string): AnswerSupport => ({ disposition: 'adjusted', reason });
export const dropped = (reason: string): AnswerSupport => ({ disposition: 'dropped', reason });
export const refused = (reason: string): Support => ({ disposition: 'refused', reason });

/** The names of the fields directly under `prefix` that only this dialect knows: its decoder takes what the table lists. */
export function ownFieldNames(table: ClientTable, prefix: FieldPattern | ''): readonly string[] {
  return Object.entries(table.fields)
    .filter(([pattern, rule]) => 'own' in rule && pattern.slice(0, pattern.lastIndexOf('/')) === prefix)
    .map(([pattern]) => pattern.slice(prefix.length + 1));
}

interface CutPattern<Meaning> {
  readonly steps: readonly PatternStep[];
  readonly meaning: Meaning;
}

interface CutTable {
  readonly fields: readonly CutPattern<FieldRule>[];
  readonly refusedWhenUnknown: readonly CutPattern<string>[];
}

const cutTables = new WeakMap<ClientTable, CutTable>();

/** Tables never change, and they are asked about every request: their patterns are cut once. */
function cut(table: ClientTable): CutTable {
  let known = cutTables.get(table);
  if (known === undefined) {
    const patterns = <Meaning>(meanings: Readonly<Record<FieldPattern, Meaning>>): CutPattern<Meaning>[] =>
      Object.entries(meanings).map(([pattern, meaning]) => ({
        steps: patternSteps(pattern, table.otherSpelling),
        meaning,
      }));
    known = { fields: patterns(table.fields), refusedWhenUnknown: patterns(table.refusedWhenUnknown) };
    cutTables.set(table, known);
  }
  return known;
}

/** The verdict over a field that no codec took. */
export function residueLoss(table: ClientTable, pointer: JsonPointer): Loss {
  const place = segments(pointer);
  const unknown = cut(table).refusedWhenUnknown.find(({ steps }) => fits(steps, place));
  return unknown === undefined
    ? { pointer, disposition: 'dropped', reason: 'the gateway does not know this field' }
    : { pointer, disposition: 'refused', reason: `it is an unknown ${unknown.meaning}` };
}

/** The verdict over a field that only the client's dialect knows; nothing if it asked for nothing. */
export function ownFieldLoss(table: ClientTable, { pointer, value }: OwnField): Loss | undefined {
  const place = segments(pointer);
  const rule = cut(table).fields.find(({ steps }) => fits(steps, place))?.meaning;
  if (!rule || !('own' in rule)) throw new Error(`${table.dialect} has no disposition for ${pointer}`);
  if (rule.harmless?.(value)) return undefined;
  return { pointer, disposition: rule.own, reason: rule.reason };
}

/**
 * Where the client said a feature: every field of it in the body, at or below `origin`. Where there is none (what a
 * dialect says between the lines), `origin` itself, or the field that would say it.
 */
export function locate(
  table: ClientTable,
  body: JsonObject,
  { feature, origin }: FeatureUse,
): [JsonPointer, ...JsonPointer[]] {
  const at = origin === undefined ? [] : segments(origin);
  const places = cut(table).fields.flatMap(({ steps, meaning }) =>
    'carries' in meaning && meaning.carries.includes(feature) ? (fill(steps, at) ?? []) : [],
  );
  const [first, ...others] = places
    .map((place) => respelled(body, place, table.otherSpelling))
    .filter((place) => valueAt(body, place) !== undefined);
  return first === undefined ? [origin ?? places[0] ?? `/${feature}`] : [first, ...others];
}

export function matches(pattern: string, pointer: JsonPointer): boolean {
  return fits(patternSteps(pattern, undefined), segments(pointer));
}
