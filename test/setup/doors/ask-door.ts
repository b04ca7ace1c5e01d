import type { Gateway } from '../gateway.ts';
import type { Door, Question } from './door.ts';

/** One question at one door, over a real socket, as that protocol's clients send it. */
export function askDoor(
  gateway: Gateway,
  key: string,
  door: Door,
  question: Question,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const { path, body } = door.ask(question);
  return fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...door.headers(key), ...headers },
    body: JSON.stringify(body),
  });
}
