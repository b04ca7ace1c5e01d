import { GoogleGenAI } from '@google/genai';
import type { Gateway } from './gateway.ts';

/** The official SDK, pointed at the gateway. It asks for `/v1` unless told otherwise. */
export function geminiClient(gateway: Gateway, apiKey: string, apiVersion?: 'v1beta'): GoogleGenAI {
  return new GoogleGenAI({ apiKey, apiVersion, httpOptions: { baseUrl: gateway.url } });
}
