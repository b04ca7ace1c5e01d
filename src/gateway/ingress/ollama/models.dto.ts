/** What Ollama tells of a model's file. The gateway has no files, so most of it is empty. */
export class OllamaModelDetails {
  parent_model!: string;
  format!: string;
  /** Who serves the model. */
  family!: string;
  families!: string[];
  parameter_size!: string;
  quantization_level!: string;
}

/** One model as Ollama lists it. */
export class OllamaModel {
  /** @example "gpt-4o" */
  name!: string;
  /** The same. */
  model!: string;
  /** When the vendor made it; the beginning of 1970 where it does not say. */
  modified_at!: string;
  /** Bytes on this machine's disk: none. */
  size!: number;
  /** Stands for the name: clients compare it to see whether two names are one model. */
  digest!: string;
  details!: OllamaModelDetails;
}

export class OllamaModelListResponse {
  models!: OllamaModel[];
}

/** A model's card: Ollama's own for its models, written by the gateway for the others. */
export class OllamaModelCardResponse {
  modified_at!: string;
  template!: string;
  details!: OllamaModelDetails;
  /** What it can do: `completion`, `tools`, `vision`, `thinking`. */
  capabilities!: string[];
  model_info!: Record<string, unknown>;
}

export class OllamaVersionResponse {
  /** The version of Ollama whose API this is. */
  version!: string;
}
