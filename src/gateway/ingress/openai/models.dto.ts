/** One model as OpenAI lists it. */
export class ModelResponse {
  /** @example "gpt-4o" */
  id!: string;
  /** Always "model". */
  object!: string;
  /** Seconds since the epoch; 0 where the vendor does not say. */
  created!: number;
  /** Who serves it. */
  owned_by!: string;
}

export class ModelListResponse {
  /** Always "list". */
  object!: string;
  data!: ModelResponse[];
}
