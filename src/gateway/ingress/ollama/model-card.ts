import { createHash } from 'node:crypto';
import type { DescribedModel, DirectoryModel } from '../../pipeline/model-directory.js';
import type { Capabilities } from '../../protocols/codec.js';
import type { OllamaModel, OllamaModelCardResponse, OllamaModelDetails } from './models.dto.js';

/** A model of any vendor as a row of GET /api/tags. */
export function listedModel({ id, created, owned_by: owner }: DirectoryModel): OllamaModel {
  return {
    name: id,
    model: id,
    modified_at: instant(created),
    size: 0,
    digest: createHash('sha256').update(id).digest('hex'),
    details: detailsOf(owner),
  };
}

/** A model of a vendor other than Ollama as POST /api/show tells of it. */
export function modelCard({ listed, provider, capabilities }: DescribedModel): OllamaModelCardResponse {
  return {
    modified_at: instant(listed.created),
    template: '',
    details: detailsOf(listed.owned_by),
    capabilities: capabilityNames(capabilities),
    // Clients look other members up by this name (`<architecture>.context_length`), and do without what is not there.
    model_info: { 'general.architecture': provider, 'general.basename': listed.id },
  };
}

function detailsOf(owner: string): OllamaModelDetails {
  return {
    parent_model: '',
    format: '',
    family: owner,
    families: [owner],
    parameter_size: '',
    quantization_level: '',
  };
}

/** In Ollama's words (its types/model/capability.go). */
function capabilityNames({ tools, vision, reasoning }: Capabilities): string[] {
  return ['completion', ...(tools ? ['tools'] : []), ...(vision ? ['vision'] : []), ...(reasoning ? ['thinking'] : [])];
}

function instant(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
