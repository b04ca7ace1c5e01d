import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/json.js';

/**
 * One call whose arguments come in pieces (Vertex AI's `streamFunctionCallArguments`): each piece names the place of its
 * value by a JSONPath, and a string may go on in the next piece.
 */
export class PartialArguments {
  readonly #args: JsonObject = {};

  add(pieces: JsonValue | undefined): void {
    if (!Array.isArray(pieces)) return;
    for (const piece of pieces) if (isJsonObject(piece)) this.#put(piece);
  }

  toJson(): string {
    return JSON.stringify(this.#args);
  }

  #put(piece: JsonObject): void {
    const steps = typeof piece['jsonPath'] === 'string' ? stepsOf(piece['jsonPath']) : [];
    const last = steps.pop();
    if (last === undefined) return;
    let target: JsonObject | JsonValue[] = this.#args;
    for (const [index, step] of steps.entries()) {
      const next: JsonObject | JsonValue[] = typeof (steps[index + 1] ?? last) === 'number' ? [] : {};
      target = descend(target, step, next);
    }
    const before = valueAt(target, last);
    const value = valueOf(piece);
    assign(target, last, typeof before === 'string' && typeof value === 'string' ? before + value : value);
  }
}

function valueOf({ stringValue, numberValue, boolValue }: JsonObject): JsonValue {
  return stringValue ?? numberValue ?? boolValue ?? null;
}

/** `$.rooms[0]['door no']` as keys and indices. */
function stepsOf(path: string): (string | number)[] {
  return [...path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/g)].map(([, key, index, quoted]) =>
    index === undefined ? (key ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1')) : Number(index),
  );
}

function descend(target: JsonObject | JsonValue[], step: string | number, next: JsonObject | JsonValue[]) {
  const there = valueAt(target, step);
  if (typeof there === 'object' && there !== null) return there;
  assign(target, step, next);
  return next;
}

function valueAt(target: JsonObject | JsonValue[], step: string | number): JsonValue | undefined {
  if (Array.isArray(target)) return target[Number(step)];
  return Object.hasOwn(target, step) ? target[step] : undefined;
}

/** Defined, not assigned: a model's "__proto__" must stay a plain key. */
function assign(target: JsonObject | JsonValue[], step: string | number, value: JsonValue): void {
  Object.defineProperty(target, step, { value, enumerable: true, writable: true, configurable: true });
}
