import { expect, it } from 'vitest';
import { readModelAddress } from './model-address.js';

it.for([
  ['models/gemini-fake:generateContent', 'gemini-fake'],
  ['models/openai/gpt-4o:generateContent', 'openai/gpt-4o'],
  ['models/models/gpt-4o:generateContent', 'gpt-4o'],
  ['models/ollama/llama3:8b:generateContent', 'ollama/llama3:8b'],
  ['models/publishers/google/models/gemini-fake:generateContent', 'gemini-fake'],
  // As clients write it who take a slash for the sign of a whole resource.
  ['openai/gpt-4o:generateContent', 'openai/gpt-4o'],
])('%s is %s', ([tail = '', model]) => {
  expect(readModelAddress(tail)).toEqual({ model, method: 'generateContent' });
});

it.for(['models/gemini-fake', 'models/gemini-fake:embedContent', 'cachedContents'])('%s is not here', (tail) => {
  expect(() => readModelAddress(tail)).toThrow(`/v1beta/${tail}`);
});
