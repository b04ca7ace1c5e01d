/** What is wrong with a definition, and where in it. */
export interface DefinitionProblem {
  readonly path: readonly PropertyKey[];
  /** Says what to do; never shows a value that may be a secret. */
  readonly message: string;
}
