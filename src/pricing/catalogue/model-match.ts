/** How the catalogue says which names a price is for. All in lower case. */
export type ModelMatch =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly ModelMatch[] }
  | { readonly and: readonly ModelMatch[] };

/** @param model in lower case */
export function matches(match: ModelMatch, model: string): boolean {
  if ('equals' in match) return model === match.equals;
  if ('starts_with' in match) return model.startsWith(match.starts_with);
  if ('ends_with' in match) return model.endsWith(match.ends_with);
  if ('contains' in match) return model.includes(match.contains);
  if ('regex' in match) return new RegExp(match.regex).test(model);
  if ('or' in match) return match.or.some((part) => matches(part, model));
  return match.and.every((part) => matches(part, model));
}
