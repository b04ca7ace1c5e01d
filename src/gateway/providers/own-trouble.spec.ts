import { expect, it } from 'vitest';
import { isOwnTrouble } from './own-trouble.js';

const failure = (status: number, body: string) => ({ kind: 'status' as const, status, headers: {}, body });
const said = (message: string, more: object = {}) => JSON.stringify({ error: { message, ...more } });

// Words as vendors were seen to say them.
it.for<[number, string]>([
  [401, ''],
  [401, said('Incorrect API key provided: sk-1.')],
  [402, said('Insufficient Balance')],
  [403, said('Your API key does not have permission to use the specified resource.')],
  [403, said('Project `proj_1` does not have access to model `gpt-5`')],
  [403, said('Country, region, or territory not supported')],
  [403, said('Generative Language API has not been used in project 12345678 before or it is disabled.')],
  [403, JSON.stringify({ message: 'The security token included in the request is expired' })],
  [404, said('The model `gpt-wrong` does not exist or you do not have access to it.')],
  [404, said('models/gemini-wrong is not found for API version v1beta, or is not supported for generateContent.')],
  [404, said('The API deployment for this resource does not exist.', { code: 'DeploymentNotFound' })],
  [404, JSON.stringify({ error: "model 'nonexistent:latest' not found" })],
  [404, JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: 'model: claude-wrong' } })],
  [404, JSON.stringify({ message: 'This model version has reached the end of its life.' })],
])('%i %s would be said to everybody', ([status, body]) => {
  expect(isOwnTrouble(failure(status, body))).toBe(true);
});

it.for<[number, string]>([
  [404, ''],
  [404, said("Previous response with id 'resp_model' not found.")],
  [404, said("Item with id 'the model' not found. Items are not persisted when `store` is set to false.")],
  [404, said('No such File object: file-model')],
  [404, said('File not found: model')],
  [404, said("Nothing here is called 'model'.")],
  [404, said('This is not a chat model and thus not supported in the v1/chat/completions endpoint.')],
  [403, said('CachedContent not found (or permission denied)')],
  [403, said('You do not have permission to access the File model or it may not exist.')],
  [403, said('Your chosen model requires moderation and your input was flagged.')],
  [403, JSON.stringify({ code: 'The caller does not have permission', error: 'Content violates usage guidelines.' })],
  [400, said('The model `gpt-wrong` does not exist.')],
  [429, said('Your account has reached its limit.')],
  [500, said('The model is broken.')],
])('%i %s is about one request, or about something else', ([status, body]) => {
  expect(isOwnTrouble(failure(status, body))).toBe(false);
});
