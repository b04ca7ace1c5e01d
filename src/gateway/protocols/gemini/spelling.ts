/** The dialect has some 300 names; what clients make up themselves must not fill the memory. */
const NAMES_KEPT = 1000;
const snakeNames = new Map<string, string>();

/** Google's JSON takes every field by its proto name as well: https://protobuf.dev/programming-guides/json/#field-names */
export function snakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (snakeNames.size < NAMES_KEPT) snakeNames.set(name, snake);
  }
  return snake;
}

export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
