import type { OutgoingHttpHeaders } from 'node:http';
import { chunk } from '../fakes/upstream/openai.payloads.ts';
import { ollamaLine } from '../fakes/upstream/ollama.payloads.ts';
import type { Endpoint } from '../fakes/upstream/endpoints.ts';
import { json, ndjson, openaiError, type Scenario, sse } from '../fakes/upstream/scenarios.ts';
import type { Gateway } from '../setup/gateway.ts';

/** A way in which clients ask for an answer. What is listed in `DOORS` is held to what holds for every door. */
export interface ClientDoor {
  readonly name: string;
  path(model: string, stream: boolean): string;
  body(model: string, prompt: string, stream: boolean): object;
  /** The message of an error in the door's own envelope; `undefined` where it is none. */
  readError(body: unknown): unknown;
}

const openaiMessage = (body: unknown) => (body as { error?: { message?: unknown } }).error?.message;

export const DOORS: readonly ClientDoor[] = [
  {
    name: 'openai-chat',
    path: () => '/v1/chat/completions',
    body: (model, prompt, stream) => ({ model, stream, messages: [{ role: 'user', content: prompt }] }),
    readError: openaiMessage,
  },
  {
    name: 'openai-responses',
    path: () => '/v1/responses',
    body: (model, prompt, stream) => ({ model, stream, input: prompt }),
    readError: openaiMessage,
  },
];

/** A vendor that clients of every door reach, and how it says that something went wrong. */
export interface VendorSide {
  readonly name: string;
  readonly model: string;
  readonly endpoint: Endpoint;
  refuse(status: number, message: string, headers?: OutgoingHttpHeaders): Scenario;
  /** Begins an answer, then says that it failed. */
  breakOff(message: string): Scenario;
}

/** Needs `OPENAI_COMPATIBLE_BASE_URL` to lead to the fake: "openai" itself would be asked verbatim by some doors. */
export const VENDORS: readonly VendorSide[] = [
  {
    name: 'openai-compatible',
    model: 'compatible/any',
    endpoint: 'openai.chat',
    refuse: (status, message, headers) => openaiError(status, { message }, headers),
    breakOff: (message) =>
      sse([chunk({ role: 'assistant', content: 'Well' }), { error: { message, type: 'server_error' } }]),
  },
  {
    name: 'ollama',
    model: 'ollama/llama-fake',
    endpoint: 'ollama.chat',
    refuse: (status, message, headers) => json({ error: message }, status, headers),
    breakOff: (message) => ndjson([ollamaLine({ content: 'Well' }), { error: message }]),
  },
];

/** Every door with every vendor. */
export const PAIRS = DOORS.flatMap((door) =>
  VENDORS.map((vendor) => ({ pair: `${door.name} at ${vendor.name}`, door, vendor })),
);

/** Asks at a door without an SDK in between. */
export function ask(
  gateway: Gateway,
  apiKey: string,
  door: ClientDoor,
  { model, prompt = 'Hi.', stream = false }: { model: string; prompt?: string; stream?: boolean },
): Promise<Response> {
  return fetch(gateway.url + door.path(model, stream), {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(door.body(model, prompt, stream)),
  });
}
