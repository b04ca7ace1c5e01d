import { GatewayError } from '../../../kernel/errors.js';
import { isJsonObject, type JsonObject, type JsonPointer, type JsonValue } from '../../../kernel/json.js';
import { child, toParam } from './json-pointer.js';
import { type OtherSpelling, spelledIn } from './spelling.js';

/** A field that only the client's dialect knows, as the client said it. */
export interface OwnField {
  readonly pointer: JsonPointer;
  readonly value: JsonValue;
}

/**
 * Reads a wire object field by field and remembers what was read. Whatever nobody took is residue, so a field can only
 * be lost by being listed. `null` means "not said" everywhere: it is taken and read as `undefined`.
 * A value of the wrong type throws `invalid_field`, an absent required one `missing_field`.
 * Where the dialect has two spellings of its names, either is read, and places are named as the client wrote them.
 */
export class FieldReader {
  readonly #source: JsonObject;
  readonly #taken = new Set<string>();
  readonly #children: FieldReader[] = [];
  readonly #own: OwnField[] = [];
  #left = false;

  constructor(
    source: JsonObject,
    readonly pointer: JsonPointer = '',
    private readonly otherSpelling?: OtherSpelling,
  ) {
    this.#source = source;
  }

  string(key: string): string | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.invalid(key, 'must be a string');
  }

  requiredString(key: string, hint = ''): string {
    return this.string(key) ?? this.#missing(key, hint);
  }

  number(key: string): number | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'number') return value;
    throw this.invalid(key, 'must be a number');
  }

  integer(key: string): number | undefined {
    const value = this.number(key);
    if (value === undefined || Number.isInteger(value)) return value;
    throw this.invalid(key, 'must be an integer');
  }

  boolean(key: string): boolean | undefined {
    const value = this.value(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.invalid(key, 'must be true or false');
  }

  oneOf<Word extends string>(key: string, words: readonly Word[]): Word | undefined {
    const value = this.string(key);
    const word = words.find((candidate) => candidate === value);
    if (value === undefined || word !== undefined) return word;
    throw this.invalid(key, `must be one of ${words.join(', ')}`);
  }

  /** One string or a list of them, as a list. */
  strings(key: string): string[] | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    const list = Array.isArray(value) ? value : [value];
    return list.map((item) => {
      if (typeof item === 'string') return item;
      throw this.invalid(key, 'must be a string or a list of strings');
    });
  }

  /** An object handed on whole, unread: schemas, metadata. */
  object(key: string): JsonObject | undefined {
    const value = this.value(key);
    if (value === undefined || isJsonObject(value)) return value;
    throw this.invalid(key, 'must be an object');
  }

  /** Any value, handed on whole. */
  value(key: string): JsonValue | undefined {
    const spelled = this.#spelled(key);
    // Own properties only: a body without "constructor" must not answer with Object's.
    if (!Object.hasOwn(this.#source, spelled)) return undefined;
    this.#taken.add(spelled);
    return this.#source[spelled] ?? undefined;
  }

  /** Looks without taking. */
  peek(key: string): JsonValue | undefined {
    const spelled = this.#spelled(key);
    return Object.hasOwn(this.#source, spelled) ? this.#source[spelled] : undefined;
  }

  /** An object to be read field by field. */
  child(key: string): FieldReader | undefined {
    const value = this.object(key);
    return value && this.#adopt(value, this.placeOf(key));
  }

  requiredChild(key: string): FieldReader {
    return this.child(key) ?? this.#missing(key, '');
  }

  /** A list of objects, each to be read field by field. */
  children(key: string): FieldReader[] | undefined {
    const value = this.value(key);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.invalid(key, 'must be a list');
    const pointer = this.placeOf(key);
    return value.map((item, index) => {
      const place = child(pointer, index);
      if (isJsonObject(item)) return this.#adopt(item, place);
      throw new GatewayError('invalid_field', { param: toParam(place), reason: 'must be an object' });
    });
  }

  requiredChildren(key: string, hint = ''): FieldReader[] {
    return this.children(key) ?? this.#missing(key, hint);
  }

  /** Takes those of the named fields that are there: what this dialect alone can say, for its own extensions. */
  own(keys: readonly string[]): JsonObject {
    const fields: [string, JsonValue][] = [];
    for (const key of keys) {
      const value = this.value(key);
      if (value === undefined) continue;
      fields.push([key, value]);
      this.#own.push({ pointer: this.placeOf(key), value });
    }
    return fields.length === 0 ? {} : Object.fromEntries(fields);
  }

  /** Takes the whole object, known and unknown fields alike: a thing of this dialect alone, reported at its own place. */
  ownWhole(): JsonObject {
    for (const key of Object.keys(this.#source)) this.#taken.add(key);
    this.#own.push({ pointer: this.pointer, value: this.#source });
    return this.#source;
  }

  /** Gives the whole object back as residue: it is of a type this codec does not know. */
  leave(): void {
    this.#left = true;
  }

  /** The shallowest places that nobody took. */
  residue(): JsonPointer[] {
    const places: JsonPointer[] = [];
    this.#addResidue(places);
    return places;
  }

  ownFields(): OwnField[] {
    const fields: OwnField[] = [];
    this.#addOwnFields(fields);
    return fields;
  }

  /** Where a field stands, in the client's spelling. */
  placeOf(key: string): JsonPointer {
    return child(this.pointer, this.#spelled(key));
  }

  invalid(key: string, reason: string): GatewayError {
    return new GatewayError('invalid_field', { param: toParam(this.placeOf(key)), reason });
  }

  #addResidue(places: JsonPointer[]): void {
    if (this.#left) {
      places.push(this.pointer);
      return;
    }
    for (const key of Object.keys(this.#source)) {
      if (!this.#taken.has(key)) places.push(child(this.pointer, key));
    }
    for (const reader of this.#children) reader.#addResidue(places);
  }

  #addOwnFields(fields: OwnField[]): void {
    if (this.#left) return;
    fields.push(...this.#own);
    for (const reader of this.#children) reader.#addOwnFields(fields);
  }

  #spelled(key: string): string {
    return spelledIn(this.#source, key, this.otherSpelling);
  }

  #adopt(source: JsonObject, pointer: JsonPointer): FieldReader {
    const reader = new FieldReader(source, pointer, this.otherSpelling);
    this.#children.push(reader);
    return reader;
  }

  #missing(key: string, hint: string): never {
    throw new GatewayError('missing_field', { param: toParam(this.placeOf(key)), hint });
  }
}
