import type { Gateway } from '../gateway.ts';

/** What is asked through every SDK, in the words of none. */
export interface Question {
  readonly model: string;
  readonly stream: boolean;
  /** The name of the one tool, which takes any object. */
  readonly tool: string;
}

/** What every SDK's answer comes to. */
export interface Said {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: unknown }[];
}

/** An answer in the hands of a client that may go on. */
export interface Turn {
  readonly said: Said;
  /**
   * The same conversation, continued as the SDK's documentation shows it: its own message object appended, then the
   * result of each call, then the question to this model (whole).
   */
  continue(model: string, result: string): Promise<Continuation>;
}

export interface Continuation {
  readonly text: string;
  /** What the gateway reports as not carried, `null` for nothing. */
  readonly dropped: string | null;
}

/** An official client library with a key of the gateway's, asking for the weather. */
export interface Sdk {
  readonly name: string;
  ask(gateway: Gateway, apiKey: string, question: Question): Promise<Turn>;
}

export const PROMPT = 'How is the weather?';
export const DROPPED = 'x-gateway-dropped-params';
