/** Makes an unmatched union member a compile error, and a loud failure if one slips through at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unmatched case: ${JSON.stringify(value)}`);
}
