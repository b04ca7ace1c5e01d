import { hash } from 'node:crypto';
import type { RouteQuestion } from '../routes/route-question.js';
import { sessionText } from './session-text.js';

/** A session of one user at one route. */
export interface Session {
  /** What it is kept under: nothing of what was said can be read out of it. */
  readonly key: string;
  /** Whether the application names its session, or it was made out from how its conversation begins. */
  readonly isNamed: boolean;
  /** Where it lies between 0 and 1: the same for all its requests. */
  readonly place: number;
}

/** 128 bits. */
const KEY_DIGITS = 32;
/** 52 bits: what a number holds without loss. */
const PLACE_DIGITS = 13;

/** Two users that name their sessions alike have two sessions. `null` where the request tells none. */
export function sessionOf(question: RouteQuestion): Session | null {
  const text = sessionText(question);
  if (text === null) return null;
  const { model, principal } = question;
  const owned = `${model}\n${principal.userId}\n${text.isNamed ? 'named' : 'derived'}\n${text.text}`;
  const key = hash('sha256', owned, 'hex').slice(0, KEY_DIGITS);
  return { key, isNamed: text.isNamed, place: Number.parseInt(key.slice(0, PLACE_DIGITS), 16) / 16 ** PLACE_DIGITS };
}
