import type { ListedModel } from '../provider.js';

export function echoModels(): ListedModel[] {
  return [{ id: 'echo', created: 0, ownedBy: 'ai-gateway (test provider)' }];
}
