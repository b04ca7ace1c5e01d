import type { BodyEdit } from '../../../../../kernel/json-bytes/edit-body.js';
import type { JsonObject } from '../../../../../kernel/json.js';
import type { Loss } from '../../../../protocols/codec.js';
import type { ProviderInstance } from '../../../../providers/provider.js';
import type { QuirkEdits } from '../edit-rule.js';
import { asksForNothing } from './asks-for-nothing.js';

/** Top-level fields that the server calls otherwise or does not take. */
export function fieldEdits(body: JsonObject, { quirks, name }: ProviderInstance): QuirkEdits {
  const edits: BodyEdit[] = [];
  const losses: Loss[] = [];
  const takeOut = (key: string, isLoss: boolean, reason: string) => {
    if (body[key] === undefined) return;
    edits.push({ kind: 'remove', key });
    if (isLoss) losses.push({ pointer: `/${key}`, disposition: 'dropped', reason });
  };

  for (const key of quirks.unsupportedFields) {
    takeOut(key, !asksForNothing(key, body[key]), `${name} does not take ${key}`);
  }
  // Where they ask for something the request has been refused.
  for (const key of quirks.refusedFields) takeOut(key, false, '');
  if (!quirks.supportsLogprobs) for (const key of ['logprobs', 'top_logprobs']) takeOut(key, false, '');
  if (!quirks.supportsParallelToolCalls) {
    // Several calls at a time are what a server does anyway.
    takeOut('parallel_tool_calls', body['parallel_tool_calls'] === false, `${name} has no parallel_tool_calls`);
  }
  if (quirks.seedField !== 'seed') edits.push(...renamed(body, 'seed', quirks.seedField));

  const cap = quirks.maxTokensField;
  if (cap !== 'as-sent') {
    const other = cap === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
    if (body[cap] === undefined) edits.push(...renamed(body, other, cap));
    else takeOut(other, body[other] !== body[cap], `${name} knows ${cap} only`);
  }
  return { edits, losses };
}

function renamed(body: JsonObject, from: string, to: string): BodyEdit[] {
  return body[from] === undefined ? [] : [{ kind: 'rename', from, to }];
}
