/** What is asked at every door, in the words of none. */
export interface Question {
  readonly model: string;
  readonly stream: boolean;
  readonly prompt: string;
  /** The name of a tool without parameters' schema, where one is offered. */
  readonly tool?: string;
}

/** What every door's answer comes to. */
export interface Reading {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
  /** The dialect's own word for the end. */
  readonly ending: string;
}

/** One protocol as its clients speak it on the wire, without an SDK in between. */
export interface Door {
  readonly dialect: string;
  /** The request's path and body. */
  ask(question: Question): { readonly path: string; readonly body: object };
  /** The key where this protocol's SDK puts it. */
  headers(key: string): Readonly<Record<string, string>>;
  readWhole(body: unknown): Reading;
  /** Reads the text of a whole stream. */
  readStream(text: string): Reading;
  /** The words of an error and the word by which SDKs tell its kind. */
  readError(body: unknown): { readonly message: string; readonly kind: string };
  /** The words of the error that stands in a stream, `null` where there is none. */
  readStreamError(text: string): string | null;
}
